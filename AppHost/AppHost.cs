using Automation.AppHost;

// The whole system, in the direction the data flows. README.md lists every resource; ../services/services.json says which
// ports, servers and peers each service has.
var builder = DistributedApplication.CreateBuilder(args);
builder.EndServicesBeforeServers();
builder.LogResources();

var list = builder.ReadServiceList();
var ports = new Ports(builder);
var servers = Servers.Choose(builder, ports, list);
var mail = builder.AddMail(ports);
var linkKey = builder.AddParameter("link-key", secret: true);
var publicUrl = builder.AddSetting("public-url", $"http://127.0.0.1:{ports.At(80)}");
var services = new Services(builder, ports, servers, list);

// Appends what shoppers do to the event log; every other service may ask it for shops and keys.
services.Add<Projects.Automation_Ingestion>("ingestion");

// Folds the event log into a profile of each shopper.
services.Add<Projects.Automation_Segmentation>("segmentation");

// Folds the event log into a catalog and what is popular in it.
services.Add<Projects.Automation_Recommendations>("recommendations");

// Walks shoppers through workflows.
services.Add<Projects.Automation_WorkflowEngine>("workflow-engine");

// Renders and sends messages, and serves the links in them.
services.Add<Projects.Automation_ChannelDelivery>("channel-delivery", service => service
    .WithReference(mail, "mail")
    .WithEnvironment("Links__SigningKey", linkKey)
    .WithEnvironment("Links__PublicUrl", publicUrl));

// The one entry point for shops: REST and gRPC.
services.Add<Projects.Automation_Gateway>("gateway", service => service
    .WithExternalHttpEndpoints()
    .WithUrlForEndpoint("http", url => (url.Url, url.DisplayText) = ($"{url.Url}/scalar", "API")));

builder.Build().Run();
