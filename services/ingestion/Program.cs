using Automation.Ingestion;

var app = WebApplication.CreateBuilder(args).AddIngestion().Build();
app.MapIngestion();
await app.RunAsync();
