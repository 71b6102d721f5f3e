using Automation.ChannelDelivery;

var app = WebApplication.CreateBuilder(args).AddChannelDelivery().Build();
app.MapChannelDelivery();
await app.RunAsync();
