//! Services and kinds of resources, as people call them.

/// Patterns; the services they fix; the kinds they mean; kinds they can mean when the question names such a service
/// beside them ("RDS instances").
pub type Thing = (&'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// Words that mean something only beside a named service ("key", "policy") have no services and no kinds of their own.
pub const THINGS: &[(&str, Thing)] = &[
    // ec2
    ("ec2, elastic compute cloud, ebs, elastic block store", (&["ec2"], &[], &[])),
    ("instance, server, machine, vm, virtual machine, host, box", (&[], &["ec2.instance"], &["rds.instance"])),
    ("ec2 instance, ec2 server, ec2 machine, ec2 box", (&["ec2"], &["ec2.instance"], &[])),
    ("volume, vol, ebs volume, ebs disk, block device", (&[], &["ec2.volume"], &[])),
    ("disk, hard disk, hard drive", (&[], &["ec2.volume"], &["rds.instance"])),
    // A matter of measuring, and of whatever has the disk.
    ("disk space, free disk, disk usage, disk full", (&[], &[], &[])),
    ("snapshot", (&[], &["ec2.snapshot", "rds.snapshot", "rds.cluster_snapshot"], &[])),
    ("ebs snapshot, volume snapshot, disk snapshot", (&[], &["ec2.snapshot"], &[])),
    (
        "elastic ip, eip, elastic ip address, elastic address, public ip, public ip address, static ip",
        (&[], &["ec2.address"], &[]),
    ),
    (
        "security group, sg, firewall rule, firewall, ingress rule, inbound rule, egress rule",
        (&[], &["ec2.security_group"], &[]),
    ),
    ("network interface, eni, elastic network interface", (&[], &["ec2.network_interface"], &[])),
    ("nat gateway, nat, natgw", (&[], &["ec2.nat_gateway"], &[])),
    ("vpc, virtual private cloud", (&[], &["ec2.vpc"], &[])),
    ("subnet, subnetwork", (&[], &["ec2.subnet"], &[])),
    ("route table, routing table", (&[], &["ec2.route_table"], &[])),
    ("network acl, nacl", (&[], &["ec2.network_acl"], &[])),
    ("internet gateway, igw", (&[], &["ec2.internet_gateway"], &[])),
    ("vpc endpoint", (&[], &["ec2.vpc_endpoint"], &[])),
    ("ami, machine image, amazon machine image", (&[], &["ec2.image"], &[])),
    // Said of an instance or a database, which is what is asked for.
    ("with|without|has|have|having|no public ip|ips", (&[], &[], &[])),
    ("key pair, keypair, ssh key", (&[], &["ec2.key_pair"], &[])),
    ("flow log, vpc flow log", (&[], &["ec2.flow_log"], &[])),
    // s3
    ("s3, simple storage service", (&["s3"], &[], &[])),
    ("bucket, s3 bucket, bucket policy", (&[], &["s3.bucket"], &[])),
    ("s3control, s3 control", (&["s3control"], &[], &[])),
    // iam and sts
    ("iam, identity and access management", (&["iam"], &[], &[])),
    ("user, iam user", (&[], &["iam.user"], &[])),
    (
        "access key, iam key, iam access key, account key, user key, api key, programmatic key, secret access key",
        (&[], &["iam.access_key"], &[]),
    ),
    ("iam role, service role", (&[], &["iam.role"], &[])),
    ("role", (&[], &["iam.role"], &[])),
    ("iam policy, managed policy, customer managed policy", (&[], &["iam.policy"], &[])),
    ("policy", (&[], &[], &["iam.policy"])),
    ("server certificate, server cert, tls certificate, ssl certificate", (&[], &["iam.server_certificate"], &[])),
    ("certificate, cert", (&[], &[], &["iam.server_certificate"])),
    ("virtual mfa device, mfa device", (&[], &["iam.virtual_mfa_device"], &[])),
    ("sts, security token service", (&["sts"], &[], &[])),
    // rds
    ("rds, relational database service, aurora, postgres, postgresql, mysql, mariadb", (&["rds"], &[], &[])),
    ("database, db, rds database, database server, db server", (&["rds"], &["rds.cluster", "rds.instance"], &[])),
    ("rds instance, database instance, db instance", (&[], &["rds.instance"], &[])),
    ("cluster", (&[], &["rds.cluster"], &[])),
    ("rds cluster, aurora cluster, database cluster, db cluster", (&[], &["rds.cluster"], &[])),
    ("rds snapshot, database snapshot, db snapshot", (&[], &["rds.cluster_snapshot", "rds.snapshot"], &[])),
    ("cluster snapshot, rds cluster snapshot", (&[], &["rds.cluster_snapshot"], &[])),
    ("event subscription", (&[], &["rds.event_subscription"], &[])),
    ("subnet group, db subnet group", (&[], &["rds.subnet_group"], &[])),
    ("parameter group, db parameter group", (&[], &["rds.parameter_group"], &[])),
    // logs, alarms, trails, threats, keys, functions, balancers, money
    ("cloudwatch, cloud watch", (&["cloudwatch"], &[], &[])),
    ("alarm, cloudwatch alarm", (&[], &["cloudwatch.alarm", "cloudwatch.composite_alarm"], &[])),
    ("composite alarm", (&[], &["cloudwatch.composite_alarm"], &[])),
    ("cloudwatch log", (&["logs"], &[], &[])),
    ("log group, cloudwatch log group", (&[], &["logs.log_group"], &[])),
    ("cloudtrail, cloud trail, ct trail, ct", (&["cloudtrail"], &[], &[])),
    ("trail, cloudtrail trail", (&[], &["cloudtrail.trail"], &[])),
    ("guardduty, guard duty, gd", (&["guardduty"], &[], &[])),
    ("detector, guardduty detector", (&[], &["guardduty.detector"], &[])),
    ("guardduty finding, guardduty threat, guardduty alert", (&[], &["guardduty.finding"], &[])),
    ("kms, key management service", (&["kms"], &[], &[])),
    ("kms key, encryption key, customer managed key, cmk", (&[], &["kms.key"], &[])),
    ("key", (&[], &[], &["kms.key", "iam.access_key"])),
    ("lambda", (&["lambda"], &[], &[])),
    ("function, lambda function, serverless function", (&[], &["lambda.function"], &[])),
    ("elb, elbv2, listener", (&["elbv2"], &[], &[])),
    ("load balancer, loadbalancer, balancer, alb, nlb, lb", (&[], &["elbv2.load_balancer"], &[])),
    ("application|network|gateway|elastic load balancer", (&[], &["elbv2.load_balancer"], &[])),
    ("target group", (&[], &["elbv2.target_group"], &[])),
    ("cost explorer", (&["ce"], &[], &[])),
];

/// Matters that belong to one service but name no resource: they fix the service, and say something about it.
pub const MATTERS: &[(&str, Thing)] = &[
    (
        "ssh, rdp, imds, imdsv1, imdsv2, instance metadata, metadata service, instance metadata service",
        (&["ec2"], &[], &[]),
    ),
    ("mfa, 2fa, multi-factor, multi factor, multifactor, second factor, two-factor, two factor", (&["iam"], &[], &[])),
    ("second login factor, root user, root account, root login, password policy", (&["iam"], &[], &[])),
    ("log retention, log * kept|retained|stored|expire|deleted|forever, keep|store|retain log", (&["logs"], &[], &[])),
    (
        "access log, access logging, server access log|logging, iam auth|authentication, audit log, log file, log in as, log validation, log file validation",
        (&[], &[], &[]),
    ),
    (
        "admin, administrator, administrator access|right|privilege|permission, administratoraccess",
        (&["iam"], &[], &[]),
    ),
    (
        "root key, as root, root credential, wildcard policy, admin policy, administrator policy, star policy",
        (&["iam"], &[], &[]),
    ),
    ("on|port|via|through 22|3389, 22|3389 open|exposed, ingress, inbound traffic", (&["ec2"], &[], &[])),
    ("http listener, plain http, target health", (&["elbv2"], &[], &[])),
    ("public access block, block public access, bpa", (&["s3"], &[], &[])),
    ("dead letter queue, dlq, serverless", (&["lambda"], &[], &[])),
    // Known phrases without a service of their own: their words stay together and mean nothing by parts.
    ("log in, logged in, logging in, login, sign in, signed in, signing in, key policy", (&[], &[], &[])),
    ("database <noun>, database pillar", (&[], &[], &[])),
];

/// Services of AWS that tickmark does not read, under botocore's names. A question about one has an empty scope, which
/// is the right answer to it; without these rows it would be answered out of other services.
pub const ELSEWHERE: &[(&str, Thing)] = &[
    ("dynamodb, dynamo, dynamodb table", (&["dynamodb"], &[], &[])),
    ("eks, eks cluster, kubernetes, kubernetes cluster", (&["eks"], &[], &[])),
    ("ecs, ecs cluster, fargate", (&["ecs"], &[], &[])),
    ("ecr", (&["ecr"], &[], &[])),
    ("sqs, sqs queue", (&["sqs"], &[], &[])),
    ("sns, sns topic", (&["sns"], &[], &[])),
    ("route53, route 53", (&["route53"], &[], &[])),
    ("cloudfront, cloud front", (&["cloudfront"], &[], &[])),
    ("acm, certificate manager", (&["acm"], &[], &[])),
    ("efs, elastic file system", (&["efs"], &[], &[])),
    ("redshift, redshift cluster", (&["redshift"], &[], &[])),
    ("elasticache, elasticache cluster", (&["elasticache"], &[], &[])),
    ("opensearch, opensearch cluster, opensearch domain", (&["opensearch"], &[], &[])),
    ("secrets manager, secretsmanager", (&["secretsmanager"], &[], &[])),
    ("ssm, systems manager, parameter store", (&["ssm"], &[], &[])),
    ("api gateway, apigateway", (&["apigateway"], &[], &[])),
    ("step functions, stepfunctions", (&["stepfunctions"], &[], &[])),
    ("kinesis, kinesis stream", (&["kinesis"], &[], &[])),
    ("athena", (&["athena"], &[], &[])),
    ("emr, emr cluster", (&["emr"], &[], &[])),
    ("sagemaker", (&["sagemaker"], &[], &[])),
    ("bedrock", (&["bedrock"], &[], &[])),
    ("security hub, securityhub", (&["securityhub"], &[], &[])),
    ("macie", (&["macie2"], &[], &[])),
    ("aws config", (&["config"], &[], &[])),
    ("aws backup, backup vault", (&["backup"], &[], &[])),
    ("waf", (&["wafv2"], &[], &[])),
    ("cloudformation, cloudformation stack", (&["cloudformation"], &[], &[])),
];
