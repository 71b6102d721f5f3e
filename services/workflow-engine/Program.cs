using Automation.ServiceDefaults;
using Automation.WorkflowEngine;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("workflow-engine");
builder.AddWorkflowEngine();

var app = builder.Build();
app.MapServiceDefaults();
app.MapWorkflowEngine();
await app.RunAsync();
