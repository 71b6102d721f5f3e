using Automation.Commerce.V1;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Models;
using Automation.Recommendations.Models.BoughtTogether;
using Automation.Recommendations.Models.NextItem;
using Automation.Recommendations.Models.Popular;
using Automation.Recommendations.Models.Sessions;
using Automation.Recommendations.Models.ViewedTogether;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Suggesting;
using Automation.Recommendations.Tests.Storage;
using Automation.Recommendations.V1;
using Microsoft.Extensions.Options;
using Npgsql;
using Xunit;
using static Automation.Recommendations.Tests.Catalog.Said;

namespace Automation.Recommendations.Tests.Suggesting;

[Trait("kind", "stack")]
public sealed class Suggesting_products
{
    static readonly Strategy[] s_strategies = [Strategy.NextItem, Strategy.BoughtTogether, Strategy.ViewedTogether, Strategy.Popular];

    [Fact]
    public async Task Each_strategy_says_what_fills_up_behind_it()
    {
        await using var database = await CatalogDatabase.CreateAsync();
        var suggestions = Make(database);
        Assert.Equal(s_strategies.Order(), suggestions.Known.Order());
        Assert.Equal(s_strategies, suggestions.ChainOf(Strategy.NextItem));
        Assert.Equal([Strategy.ViewedTogether, Strategy.Popular], suggestions.ChainOf(Strategy.ViewedTogether));
    }

    /// <summary>Whatever shoppers and strangers did, whatever is asked.</summary>
    [Fact]
    public async Task Only_what_the_shop_sells_and_nobody_excluded_is_suggested_once_and_as_many_as_there_are()
    {
        for (var seed = 1; seed <= 4; seed++)
        {
            var random = new Random(seed);
            await using var database = await CatalogDatabase.CreateAsync();
            var fold = new CatalogFold();
            var sold = Stock(fold, random);
            Happen(fold, random);
            await WriteAsync(database, fold);
            var sessions = new SessionStore(Options.Create(new ModelOptions()));
            sessions.Apply(await new InteractionTable(database).ReadLatestAsync(10_000, default));
            var suggestions = Make(database);
            for (var asked = 0; asked < 60; asked++)
            {
                var context = AnyContext(random, sessions);
                var (strategy, count) = (s_strategies[random.Next(4)], random.Next(1, 30));
                var answer = await suggestions.SuggestAsync(context, strategy, count, hasFallback: true, default);
                var ids = answer.Select(one => one.ProductId).ToList();
                Assert.Equal(ids.Distinct(), ids);
                Assert.Subset(sold.Except(context.Excluded).ToHashSet(), ids.ToHashSet());
                // Every product is popular somehow, so whoever asks with a fallback gets what there is.
                Assert.Equal(Math.Min(count, sold.Except(context.Excluded).Count()), ids.Count);
                var order = suggestions.ChainOf(strategy).ToList();
                var places = answer.Select(one => order.IndexOf(one.Strategy)).ToList();
                Assert.Equal(places.Order(), places);
                Assert.DoesNotContain(-1, places);

                var alone = await suggestions.SuggestAsync(context, strategy, count, hasFallback: false, default);
                Assert.Equal(
                    answer.TakeWhile(one => one.Strategy == strategy).Select(one => one.ProductId), alone.Select(one => one.ProductId));
            }
        }
    }

    [Fact]
    public async Task Interactions_are_read_on_by_partition_and_old_ones_go_in_small_steps()
    {
        await using var database = await CatalogDatabase.CreateAsync();
        var fold = new CatalogFold();
        for (var number = 1; number <= 300; number++)
            fold.Apply(At(Noon.AddMinutes(number), number % 3, number, number % 10 == 0 ? Ordered("a", "b", "c") : Viewed($"p{number % 7}")));
        await WriteAsync(database, fold);
        var table = new InteractionTable(database);
        var all = await table.ReadLatestAsync(1_000, default);
        Assert.Equal(fold.Interactions, all);

        var (after, read) = (new long[16], new List<Interactions.Interaction>());
        while (await table.ReadAfterAsync(after, 4, default) is { Count: > 0 } some)
        {
            read.AddRange(some);
            foreach (var interaction in some)
                after[interaction.Partition] = Math.Max(after[interaction.Partition], interaction.Sequence);
        }
        Assert.Equal(all, read.OrderBy(one => one.Microseconds).ThenBy(one => one.Line));

        // The older ones of each partition, no more at once than is asked for.
        var before = Noon.AddMinutes(200);
        Assert.Equal(20, await table.PruneAsync(before, 20, default));
        Assert.Equal(all.Count - 20, (await table.ReadLatestAsync(1_000, default)).Count);
        Assert.True(await table.PruneAsync(before, 1_000, default) > 20);
        Assert.Equal(0, await table.PruneAsync(before, 1_000, default));
        Assert.Equal(
            all.Where(one => one.Microseconds >= before.ToUnixTimeMilliseconds() * 1_000), await table.ReadLatestAsync(1_000, default));
    }

    static Suggestions Make(NpgsqlDataSource database) => new(
        [new NextItem(), new BoughtTogether(), new ViewedTogether(), new Popular(new ProductDayTable(database))], new ProductTable(database));

    // p0 to p19 are sold, the others are sold out, gone, or the shop never had them.
    static HashSet<string> Stock(CatalogFold fold, Random random)
    {
        var sequence = 0L;
        for (var number = 0; number < 30; number++)
        {
            fold.Apply(At(
                Noon, 5, ++sequence, Upserted($"p{number}", $"p{number}", random.Next(9), number < 20 ? Availability.InStock : Availability.OutOfStock)));
        }
        for (var number = 25; number < 30; number++)
            fold.Apply(At(Noon.AddSeconds(1), 5, ++sequence, Deleted($"p{number}")));
        return [.. Enumerable.Range(0, 20).Select(number => $"p{number}")];
    }

    static void Happen(CatalogFold fold, Random random)
    {
        var sequences = new long[4];
        for (var number = 0; number < 900; number++)
        {
            var who = random.Next(40);
            var id = number < 20 ? $"p{number}" : $"p{random.Next(40)}";
            Event action = random.Next(6) switch
            {
                0 => Ordered(id, $"p{random.Next(40)}", $"p{random.Next(40)}"),
                1 => Added(id),
                _ => Viewed(id, "seen", 1),
            };
            var shopper = new Guid(who, 0, 0, BitConverter.GetBytes((long)who));
            fold.Apply(At(Noon.AddMinutes(number / 2.0), who % 4, ++sequences[who % 4], action, shopperId: shopper));
        }
    }

    static ModelContext AnyContext(Random random, SessionStore sessions)
    {
        List<string> cart = [.. Some(3)];
        var who = random.Next(60);
        return new ModelContext("shop")
        {
            Sessions = sessions.Find("shop"),
            ShopperId = random.Next(2) == 0 ? new Guid(who, 0, 0, BitConverter.GetBytes((long)who)) : null,
            Session = [.. Some(5)],
            ProductId = random.Next(2) == 0 ? "" : $"p{random.Next(45)}",
            Cart = cart,
            Excluded = new HashSet<string>([.. cart, .. Some(10)]),
            Now = Noon.AddMinutes(451),
        };

        IEnumerable<string> Some(int most) => Enumerable.Range(0, random.Next(most)).Select(_ => $"p{random.Next(45)}");
    }

    static Task WriteAsync(NpgsqlDataSource database, CatalogFold fold) =>
        database.InTransactionAsync(transaction => FoldWriter.WriteAsync(transaction, fold, new(), default));
}
