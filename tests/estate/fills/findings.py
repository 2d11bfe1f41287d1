"""What GuardDuty has found. Types, and the bands of their severities, as AWS's documentation lists them."""

from fills import hostile

REMOTE = {
    "IpAddressV4": "198.51.100.7",
    "Country": {"CountryName": "Nowhere"},
    "City": {"CityName": "GeneratedCity"},
    "Organization": {"Asn": "64496", "AsnOrg": hostile.SCRIPT, "Isp": "Example", "Org": "Example"},
    "GeoLocation": {"Lat": 0.0, "Lon": 0.0},
}


def api_call(api, service):
    call = {"Api": api, "ServiceName": service, "CallerType": "Remote IP", "RemoteIpDetails": REMOTE}
    return {"ActionType": "AWS_API_CALL", "AwsApiCallAction": call}


def connection(port):
    local = {"Port": port, "PortName": "SSH"}
    made = {"ConnectionDirection": "INBOUND", "Protocol": "TCP", "LocalPortDetails": local, "RemoteIpDetails": REMOTE}
    return {"ActionType": "NETWORK_CONNECTION", "NetworkConnectionAction": {**made, "Blocked": False}}


def dns(domain):
    return {"ActionType": "DNS_REQUEST", "DnsRequestAction": {"Domain": domain, "Protocol": "UDP", "Blocked": False}}


def on_instance(instance):
    details = {"InstanceId": instance, "InstanceType": "t3.medium", "Tags": [{"Key": "Name", "Value": hostile.PIPES}]}
    return {"ResourceType": "Instance", "InstanceDetails": details}


def on_key(user, key="AKIAIOSFODNN7EXAMPLE"):
    details = {"AccessKeyId": key, "PrincipalId": "AIDAEXAMPLE", "UserName": user, "UserType": "IAMUser"}
    return {"ResourceType": "AccessKey", "AccessKeyDetails": details}


def on_bucket(name):
    return {"ResourceType": "S3Bucket", "S3BucketDetails": [{"Name": name, "Arn": f"arn:aws:s3:::{name}"}]}


def spec(kind, severity, title, resource, action, days, **more):
    text = more.pop("description", title + ".")
    return {
        "type": kind,
        "severity": severity,
        "title": title,
        "description": text,
        "resource": resource,
        "action": action,
        "days": days,
        **more,
    }


def specs(filler):
    good, old = filler.made["good"], filler.made["old"]
    return [
        spec(
            "CryptoCurrency:EC2/BitcoinTool.B!DNS",
            8.0,
            f"Bitcoin-related domain name queried by EC2 instance {old}",
            on_instance(old),
            dns("pool.example.com"),
            1,
            count=42,
        ),
        spec(
            "UnauthorizedAccess:EC2/SSHBruteForce",
            2.0,
            f"198.51.100.7 is performing SSH brute force attacks against {old}",
            on_instance(old),
            connection(22),
            4,
            description=hostile.NEWLINES,
        ),
        spec(
            "UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B",
            5.0,
            "Unusual console login by mallory",
            on_key("mallory"),
            api_call("ConsoleLogin", "signin.amazonaws.com"),
            2,
            description=hostile.PROMPT,
        ),
        spec(
            "AttackSequence:IAM/CompromisedCredentials",
            9.0,
            "Potential credential compromise of IAMUser/mallory " + hostile.LINK,
            on_key("mallory"),
            api_call("CreateAccessKey", "iam.amazonaws.com"),
            0.5,
        ),
        spec(
            "Policy:S3/BucketBlockPublicAccessDisabled",
            2.0,
            "Amazon S3 Block Public Access was disabled for S3 bucket estate-public-policy",
            on_bucket("estate-public-policy"),
            api_call("PutBucketPublicAccessBlock", "s3.amazonaws.com"),
            20,
        ),
        spec(
            "Recon:EC2/PortProbeUnprotectedPort",
            2.0,
            f"Unprotected port on EC2 instance {good} is being probed",
            on_instance(good),
            connection(443),
            60,
            archived=True,
        ),
    ]
