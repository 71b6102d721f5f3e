using Automation.AppHost;

// The whole system, in the direction the data flows. README.md lists every resource.
var builder = DistributedApplication.CreateBuilder(args);
var ports = new Ports(builder);
var servers = Servers.Choose(builder, ports);
var services = new Services(builder, ports);

var mail = builder.AddExecutable(
        "mail", "bash", "local", "./maildev.sh", ports.Claim(125, "mail (SMTP)"), ports.Claim(126, "mail (inbox)"))
    .WithEnvironment("AUTOMATION_DATA", builder.DataFolder())
    .WithEndpoint(port: ports.At(125), targetPort: ports.At(125), scheme: "smtp", name: "smtp", isProxied: false)
    .WithHttpEndpoint(port: ports.At(126), targetPort: ports.At(126), name: "http", isProxied: false)
    .WithHttpHealthCheck("/healthz", endpointName: "http");

// Appends what shoppers do to the event log; every other service may ask it for shops and keys.
var ingestion = services.Add<Projects.Automation_Ingestion>("ingestion", 101)
    .WithReference(servers.Database("ingestion"), "database")
    .WithReference(servers.RabbitMq, "rabbitmq")
    .WaitForServers(servers);

// Folds the event log into a profile of each shopper.
var segmentation = services.Add<Projects.Automation_Segmentation>("segmentation", 103)
    .WithReference(servers.Database("segmentation"), "database")
    .WithReference(servers.Redis, "redis")
    .WithReference(servers.RabbitMq, "rabbitmq")
    .WithReference(ingestion)
    .WaitFor(ingestion);

// Folds the event log into a catalog and what is popular in it.
var recommendations = services.Add<Projects.Automation_Recommendations>("recommendations", 107)
    .WithReference(servers.Database("recommendations"), "database")
    .WithReference(servers.RabbitMq, "rabbitmq")
    .WithReference(ingestion)
    .WaitFor(ingestion);

// Walks shoppers through workflows.
var workflowEngine = services.Add<Projects.Automation_WorkflowEngine>("workflow-engine", 105)
    .WithReference(servers.Database("workflow_engine"), "database")
    .WithReference(servers.Redis, "redis")
    .WithReference(servers.RabbitMq, "rabbitmq")
    .WithReference(segmentation)
    .WithReference(ingestion)
    .WaitFor(segmentation);

// Renders and sends messages, and serves the links in them.
var channelDelivery = services.Add<Projects.Automation_ChannelDelivery>("channel-delivery", 109)
    .WithReference(servers.Database("channel_delivery"), "database")
    .WithReference(servers.Redis, "redis")
    .WithReference(servers.RabbitMq, "rabbitmq")
    .WithEnvironment("ConnectionStrings__mail", ReferenceExpression.Create(
        $"smtp://127.0.0.1:{mail.GetEndpoint("smtp").Property(EndpointProperty.Port)}"))
    .WithEnvironment("Links__SigningKey", builder.AddParameter("link-key", secret: true))
    .WithEnvironment("Links__PublicUrl", builder.AddSetting("public-url", $"http://127.0.0.1:{ports.At(80)}"))
    .WithReference(workflowEngine)
    .WithReference(segmentation)
    .WithReference(recommendations)
    .WithReference(ingestion)
    .WaitFor(mail)
    .WaitFor(recommendations)
    .WaitFor(workflowEngine);

// The one door for shops: REST and gRPC.
services.Add<Projects.Automation_Gateway>("gateway", grpc: 81, http: 80)
    .WithReference(ingestion)
    .WithReference(segmentation)
    .WithReference(recommendations)
    .WithReference(workflowEngine)
    .WithReference(channelDelivery)
    .WithExternalHttpEndpoints()
    .WaitFor(channelDelivery);

builder.Build().Run();
