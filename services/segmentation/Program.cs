using Automation.Segmentation;
using Automation.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("segmentation");
builder.AddSegmentation();

var app = builder.Build();
app.MapServiceDefaults();
app.MapSegmentation();
app.Run();
