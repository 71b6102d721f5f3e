using Automation.Recommendations;
using Automation.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("recommendations");
builder.AddRecommendations();

var app = builder.Build();
app.MapServiceDefaults();
app.MapRecommendations();
app.Run();
