"""Registries, container clusters and Kubernetes: one of each as it should be, one as it should not."""

import json

from fills import hostile
from fills.tools import tags

LATEST = "arn:aws:iam::123456789012:role/estate-task"


def fill(filler):
    registries(filler)
    clusters(filler)
    kubernetes(filler)


def registries(filler):
    ecr = filler.client("ecr")
    ecr.create_repository(
        repositoryName="team/api",
        imageTagMutability="IMMUTABLE",
        imageScanningConfiguration={"scanOnPush": True},
        encryptionConfiguration={"encryptionType": "KMS"},
        tags=tags(owner="platform"),
    )
    rule = {"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 5}}
    policy = {"rules": [{**rule, "action": {"type": "expire"}}]}
    ecr.put_lifecycle_policy(repositoryName="team/api", lifecyclePolicyText=json.dumps(policy))
    ecr.create_repository(repositoryName="legacy")
    statement = {"Sid": "all", "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    ecr.set_repository_policy(repositoryName="legacy", policyText=document)
    for name in ("team/api", "legacy"):
        manifest = {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "config": {}}
        ecr.put_image(repositoryName=name, imageManifest=json.dumps({**manifest, "layers": [], "name": name}), imageTag="v1")
        filler.made_one("ecr.repository", name, "us-east-1")


def clusters(filler):
    ecs = filler.client("ecs")
    insight = [{"name": "containerInsights", "value": "enabled"}]
    ecs.create_cluster(clusterName="production", settings=insight, tags=[{"key": "owner", "value": "platform"}])
    ecs.create_cluster(clusterName="playground")
    task(ecs, "api", user="1000", readonlyRootFilesystem=True, environment=[{"name": "MODE", "value": "live"}])
    secret = {"name": "AWS_SECRET_ACCESS_KEY", "value": "estate-secret-4f3a91"}
    task(ecs, "legacy", privileged=True, environment=[secret])
    inside = {"subnets": filler.made["private"], "securityGroups": [filler.made["web"]]}
    for name, family, public in (("api", "api", "DISABLED"), ("legacy", "legacy", "ENABLED")):
        ecs.create_service(
            cluster="production" if name == "api" else "playground",
            serviceName=name,
            taskDefinition=family,
            desiredCount=2,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {**inside, "assignPublicIp": public}},
        )
    filler.estate.count("ecs.cluster", 2)
    filler.estate.count("ecs.service", 2)
    filler.estate.count("ecs.task_definition", 2)


def task(ecs, family, **container):
    ecs.register_task_definition(
        family=family,
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        taskRoleArn=LATEST,
        containerDefinitions=[{"name": family, "image": f"{family}:v1", "essential": True, "memory": 512, **container}],
    )


def kubernetes(filler):
    eks = filler.client("eks")
    logging = {"clusterLogging": [{"types": ["api", "audit"], "enabled": True}]}
    place = {"subnetIds": filler.made["private"], "endpointPublicAccess": False, "endpointPrivateAccess": True}
    role = "arn:aws:iam::123456789012:role/estate-eks"
    key = {"resources": ["secrets"], "provider": {"keyArn": "arn:aws:kms:us-east-1:123456789012:key/estate"}}
    eks.create_cluster(
        name="production", version="1.33", roleArn=role, resourcesVpcConfig=place, logging=logging, encryptionConfig=[key]
    )
    open_place = {"subnetIds": filler.made["private"], "endpointPublicAccess": True, "publicAccessCidrs": ["0.0.0.0/0"]}
    eks.create_cluster(name="old", version="1.21", roleArn=role, resourcesVpcConfig=open_place, tags={"note": hostile.PIPES})
    selectors = [{"namespace": "jobs"}]
    eks.create_fargate_profile(
        fargateProfileName="jobs", clusterName="production", podExecutionRoleArn=role, selectors=selectors
    )
    filler.estate.count("eks.cluster", 2)
