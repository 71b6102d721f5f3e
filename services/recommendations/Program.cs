using Automation.Recommendations;

var app = WebApplication.CreateBuilder(args).AddRecommendations().Build();
app.MapRecommendations();
await app.RunAsync();
