using Automation.Segmentation;

var app = WebApplication.CreateBuilder(args).AddSegmentation().Build();
app.MapSegmentation();
await app.RunAsync();
