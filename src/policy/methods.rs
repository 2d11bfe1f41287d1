//! The published ways from limited permissions to more, as data.
//!
//! The sources are named with each. R is Rhino Security Labs' list
//! (<https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation>, by its numbers), P is pathfinding.cloud
//! (<https://pathfinding.cloud/paths/>, by its ids); cloudsplaining and parliament publish subsets of both.

/// What an action has to be allowed on for a way to be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// On whatever the asker names.
    Any,
    /// On somebody or something else in general: `user`, `role`, `group`, `policy` of IAM, or a type of another service.
    Other(&'static str),
    /// The same, or on what the asker has anyway: itself, its groups, its policies.
    OtherOrOwn(&'static str),
}

/// One action that a way needs.
#[derive(Clone, Copy, Debug)]
pub struct Need {
    pub action: &'static str,
    pub on: Target,
}

/// One way.
#[derive(Clone, Copy, Debug)]
pub struct Method {
    pub id: &'static str,
    pub needs: &'static [Need],
    /// Where iam:PassRole is needed: the service that the role goes to.
    pub passes_to: Option<&'static str>,
    pub source: &'static str,
}

const fn any(action: &'static str) -> Need {
    Need { action, on: Target::Any }
}

const fn other(action: &'static str, kind: &'static str) -> Need {
    Need { action, on: Target::Other(kind) }
}

const fn own(action: &'static str, kind: &'static str) -> Need {
    Need { action, on: Target::OtherOrOwn(kind) }
}

const PASS: Need = other("iam:PassRole", "iam:role");

const fn m(id: &'static str, needs: &'static [Need], source: &'static str) -> Method {
    Method { id, needs, passes_to: None, source }
}

const fn pass(id: &'static str, to: &'static str, needs: &'static [Need], source: &'static str) -> Method {
    Method { id, needs, passes_to: Some(to), source }
}

#[rustfmt::skip]
pub static METHODS: &[Method] = &[
    // Rights over policies and identities.
    m("create-policy-version", &[own("iam:CreatePolicyVersion", "iam:policy")], "R1, P iam-001"),
    m("set-default-policy-version", &[own("iam:SetDefaultPolicyVersion", "iam:policy")], "R2"),
    m("create-access-key", &[other("iam:CreateAccessKey", "iam:user")], "R4, P iam-002"),
    m("create-login-profile", &[other("iam:CreateLoginProfile", "iam:user")], "R5, P iam-004"),
    m("update-login-profile", &[other("iam:UpdateLoginProfile", "iam:user")], "R6, P iam-006"),
    m("attach-user-policy", &[own("iam:AttachUserPolicy", "iam:user")], "R7, P iam-008"),
    m("attach-group-policy", &[own("iam:AttachGroupPolicy", "iam:group")], "R8, P iam-010"),
    m("attach-role-policy", &[own("iam:AttachRolePolicy", "iam:role")], "R9, P iam-009"),
    m("put-user-policy", &[own("iam:PutUserPolicy", "iam:user")], "R10, P iam-007"),
    m("put-group-policy", &[own("iam:PutGroupPolicy", "iam:group")], "R11, P iam-011"),
    m("put-role-policy", &[own("iam:PutRolePolicy", "iam:role")], "R12, P iam-005"),
    m("add-user-to-group", &[other("iam:AddUserToGroup", "iam:group")], "R13, P iam-013"),
    m("update-assume-role-policy", &[other("iam:UpdateAssumeRolePolicy", "iam:role")], "R14, P iam-012"),
    m("assume-any-role", &[other("sts:AssumeRole", "iam:role")], "P sts-001"),
    // A role passed to something new.
    pass("pass-role-ec2", "ec2.amazonaws.com", &[PASS, any("ec2:RunInstances")], "R3, P ec2-001"),
    pass("pass-role-ec2-spot", "ec2.amazonaws.com", &[PASS, any("ec2:RequestSpotInstances")], "P ec2-003"),
    pass("pass-role-lambda-invoke", "lambda.amazonaws.com", &[PASS, any("lambda:CreateFunction"), any("lambda:InvokeFunction")], "R15, P lambda-001"),
    pass("pass-role-lambda-permission", "lambda.amazonaws.com", &[PASS, any("lambda:CreateFunction"), any("lambda:AddPermission")], "R16, P lambda-006"),
    pass("pass-role-lambda-event-source", "lambda.amazonaws.com", &[PASS, any("lambda:CreateFunction"), any("lambda:CreateEventSourceMapping")], "R17, P lambda-002"),
    pass("pass-role-glue-endpoint", "glue.amazonaws.com", &[PASS, any("glue:CreateDevEndpoint")], "R19, P glue-001"),
    pass("pass-role-glue-job-run", "glue.amazonaws.com", &[PASS, any("glue:CreateJob"), any("glue:StartJobRun")], "P glue-003"),
    pass("pass-role-glue-job-trigger", "glue.amazonaws.com", &[PASS, any("glue:CreateJob"), any("glue:CreateTrigger")], "P glue-004"),
    pass("pass-role-glue-update-run", "glue.amazonaws.com", &[PASS, any("glue:UpdateJob"), any("glue:StartJobRun")], "P glue-005"),
    pass("pass-role-glue-update-trigger", "glue.amazonaws.com", &[PASS, any("glue:UpdateJob"), any("glue:CreateTrigger")], "P glue-006"),
    pass("pass-role-cloudformation", "cloudformation.amazonaws.com", &[PASS, any("cloudformation:CreateStack")], "R21, P cloudformation-001"),
    pass("pass-role-stack-set", "cloudformation.amazonaws.com", &[PASS, any("cloudformation:CreateStackSet"), any("cloudformation:CreateStackInstances")], "P cloudformation-003"),
    pass("pass-role-stack-set-update", "cloudformation.amazonaws.com", &[PASS, any("cloudformation:UpdateStackSet")], "P cloudformation-004"),
    pass("pass-role-data-pipeline", "datapipeline.amazonaws.com", &[PASS, any("datapipeline:CreatePipeline"), any("datapipeline:PutPipelineDefinition"), any("datapipeline:ActivatePipeline")], "P datapipeline-001"),
    pass("pass-role-codebuild", "codebuild.amazonaws.com", &[PASS, any("codebuild:CreateProject"), any("codebuild:StartBuild")], "P codebuild-001"),
    pass("pass-role-codebuild-batch", "codebuild.amazonaws.com", &[PASS, any("codebuild:CreateProject"), any("codebuild:StartBuildBatch")], "P codebuild-004"),
    pass("pass-role-ecs-service", "ecs-tasks.amazonaws.com", &[PASS, any("ecs:RegisterTaskDefinition"), any("ecs:CreateService")], "P ecs-001, ecs-003"),
    pass("pass-role-ecs-run", "ecs-tasks.amazonaws.com", &[PASS, any("ecs:RegisterTaskDefinition"), any("ecs:RunTask")], "P ecs-002, ecs-004"),
    pass("pass-role-ecs-start", "ecs-tasks.amazonaws.com", &[PASS, any("ecs:RegisterTaskDefinition"), any("ecs:StartTask")], "P ecs-005"),
    pass("pass-role-app-runner", "tasks.apprunner.amazonaws.com", &[PASS, any("apprunner:CreateService")], "P apprunner-001"),
    pass("pass-role-bedrock-interpreter", "bedrock-agentcore.amazonaws.com", &[PASS, any("bedrock-agentcore:CreateCodeInterpreter"), any("bedrock-agentcore:StartCodeInterpreterSession"), any("bedrock-agentcore:InvokeCodeInterpreter")], "P bedrock-001"),
    pass("pass-role-sagemaker-notebook", "sagemaker.amazonaws.com", &[PASS, any("sagemaker:CreateNotebookInstance"), any("sagemaker:CreatePresignedNotebookInstanceUrl")], "P sagemaker-001"),
    pass("pass-role-sagemaker-training", "sagemaker.amazonaws.com", &[PASS, any("sagemaker:CreateTrainingJob")], "P sagemaker-002"),
    pass("pass-role-sagemaker-processing", "sagemaker.amazonaws.com", &[PASS, any("sagemaker:CreateProcessingJob")], "P sagemaker-003"),
    // Somebody else's program changed or entered, with the role that it has.
    m("update-function-code", &[other("lambda:UpdateFunctionCode", "lambda:function")], "R18, P lambda-003"),
    m("update-glue-endpoint", &[other("glue:UpdateDevEndpoint", "glue:devEndpoint")], "R20, P glue-002"),
    m("update-stack", &[other("cloudformation:UpdateStack", "cloudformation:stack")], "P cloudformation-002"),
    m("execute-change-set", &[other("cloudformation:CreateChangeSet", "cloudformation:stack"), other("cloudformation:ExecuteChangeSet", "cloudformation:stack")], "P cloudformation-005"),
    m("update-app-runner", &[other("apprunner:UpdateService", "apprunner:service")], "P apprunner-002"),
    m("change-user-data", &[other("ec2:ModifyInstanceAttribute", "ec2:instance"), other("ec2:StopInstances", "ec2:instance"), other("ec2:StartInstances", "ec2:instance")], "P ec2-002"),
    m("change-launch-template", &[other("ec2:CreateLaunchTemplateVersion", "ec2:launch-template"), other("ec2:ModifyLaunchTemplate", "ec2:launch-template")], "P ec2-004"),
    m("instance-connect", &[other("ec2-instance-connect:SendSSHPublicKey", "ec2:instance")], "P ec2instanceconnect-003"),
    m("ecs-execute-command", &[other("ecs:ExecuteCommand", "ecs:task")], "P ecs-006"),
    m("ssm-session", &[other("ssm:StartSession", "ec2:instance")], "P ssm-001"),
    m("ssm-send-command", &[other("ssm:SendCommand", "ec2:instance")], "P ssm-002"),
    m("sagemaker-notebook-url", &[other("sagemaker:CreatePresignedNotebookInstanceUrl", "sagemaker:notebook-instance")], "P sagemaker-004"),
    m("sagemaker-lifecycle", &[any("sagemaker:CreateNotebookInstanceLifecycleConfig"), other("sagemaker:StopNotebookInstance", "sagemaker:notebook-instance"), other("sagemaker:UpdateNotebookInstance", "sagemaker:notebook-instance"), other("sagemaker:StartNotebookInstance", "sagemaker:notebook-instance")], "P sagemaker-005"),
    m("bedrock-interpreter-session", &[other("bedrock-agentcore:StartCodeInterpreterSession", "bedrock-agentcore:code-interpreter"), other("bedrock-agentcore:InvokeCodeInterpreter", "bedrock-agentcore:code-interpreter")], "P bedrock-002"),
];
