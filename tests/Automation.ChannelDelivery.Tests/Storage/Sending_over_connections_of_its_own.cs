using Automation.ChannelDelivery.Brands;
using Automation.ChannelDelivery.Sending;
using Automation.ChannelDelivery.Templates;
using Automation.ServiceDefaults.Database;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Storage;

[Trait("kind", "stack")]
public sealed class Sending_over_connections_of_its_own
{
    [Fact]
    public async Task Messages_are_rendered_while_calls_find_no_connection()
    {
        await using var database = await DeliveryDatabase.CreateAsync();
        await using var calls = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Configuration["Links:SigningKey"] = DeliveryDatabase.SigningKey;
        builder.Configuration["Credentials:ServiceKey"] = DeliveryDatabase.SigningKey;
        builder.Configuration["Links:PublicUrl"] = "https://go.example.com";
        // Nobody is asked for products here.
        builder.Configuration["services:recommendations:grpc:0"] = "http://127.0.0.1:1";
        builder.AddChannelDelivery();
        builder.Services.AddSingleton(calls);
        builder.Services.AddKeyedSingleton(DatabasePools.Work, database.Source);
        await using var services = builder.Services.BuildServiceProvider();

        var candidate = new Candidate(Samples.Message()) { Permit = new SendPermit(0, 7, "ada@shop.example.com", Samples.Shop(), Cap: null) };
        Assert.Empty(await services.GetRequiredService<Composer>().ComposeAsync([candidate], CancellationToken.None));
        Assert.NotNull(candidate.Rendered);

        await Assert.ThrowsAnyAsync<NpgsqlException>(
            () => services.GetRequiredService<IBrands>().FindAsync("shop-a", CancellationToken.None));
        await Assert.ThrowsAnyAsync<NpgsqlException>(
            () => services.GetRequiredService<ITemplates>().FindAsync("shop-a", "abandoned-cart", CancellationToken.None));
    }
}
