using Automation.Ingestion;

var builder = WebApplication.CreateBuilder(args);
builder.AddIngestion();

var app = builder.Build();
app.MapIngestion();
app.Run();
