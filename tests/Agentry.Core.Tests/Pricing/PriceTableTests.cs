using System.Text;
using System.Text.Json;

namespace Agentry.Tests;

public sealed class PriceTableTests
{
    [Theory]
    [InlineData("gpt-4o", 2.5)]
    [InlineData("gpt-4o-2024-08-06", 2.5)]
    [InlineData("GPT-4o-mini", 0.15)]
    [InlineData("openai/gpt-4.1-mini-2025-04-14", 0.4)]
    [InlineData("claude-3-5-haiku-latest", 0.8)]
    [InlineData("claude-sonnet-4-20250514", 3)]
    [InlineData("claude-sonnet-4@20250514", 3)]
    [InlineData("models/gemini-2.5-flash", 0.3)]
    public void Find_SpellingsOfOneModel_GiveItsPrice(string model, double input) =>
        PriceTable.Default.Find(null, model)!.Input.Should().Be((decimal)input);

    [Theory]
    [InlineData("gpt-4o-mini-2")]
    [InlineData("gpt-4")]
    [InlineData("gpt-6")]
    [InlineData("claude-sonnet-4-9")]
    [InlineData("llama-70b")]
    [InlineData("")]
    [InlineData(null)]
    public void Find_ModelThatIsOnlySimilar_HasNoPrice(string? model)
    {
        if (model != "gpt-4")
            PriceTable.Default.Find("openai", model).Should().BeNull("nothing is guessed");
        else
            PriceTable.Default.Find("openai", model)!.Input.Should().Be(30);
    }

    [Fact]
    public void Default_EveryPrice_IsReadAndItsSourceSaid()
    {
        PriceTable.Default.AsOf.Should().Contain("2025").And.Contain("public price pages");
        PriceTable.Default.Models.Should().HaveCountGreaterThan(40);
        foreach (string model in PriceTable.Default.Models)
            PriceTable.Default.Find(null, model)!.Input.Should().BePositive(model);
    }

    [Fact]
    public void With_OwnPrices_WinAndAProvidersOwnWinsFirst()
    {
        PriceTable table = PriceTable.Default.With(new Dictionary<string, ModelPrice>
        {
            ["gpt-4o"] = new() { Input = 1 },
            ["azure/gpt-4o"] = new() { Input = 2 },
        });

        table.Find("openai", "gpt-4o")!.Input.Should().Be(1);
        table.Find("azure", "gpt-4o")!.Input.Should().Be(2);
        table.Find("openai", "gpt-4o-mini")!.Input.Should().Be(0.15m);
        PriceTable.Default.Find(null, "gpt-4o")!.Input.Should().Be(2.5m, "the table itself stays");
    }

    [Fact]
    public void Load_FileOfPrices_IsReadWithAndWithoutItsEnvelope()
    {
        const string models = """{ "m": { "input": 3, "output": 15, "cachedInput": 0.3, "tiers": [ { "aboveInputTokens": 1000, "input": 6 } ] }, /* mine */ }""";
        foreach (string json in (string[])[models, $$"""{ "asOf": "today", "models": {{models}} }"""])
        {
            PriceTable table = Read(json);
            table.Find(null, "m")!.Tiers.Single().Input.Should().Be(6);
        }

        FluentActions.Invoking(() => Read("""{ "m": { "inputs": 3 } }""")).Should().Throw<JsonException>();
    }

    [Fact]
    public void CostOf_EveryKindOfToken_IsExact()
    {
        var price = new ModelPrice { Input = 3, Output = 15, CachedInput = 0.3m, CacheWrite = 3.75m, Reasoning = 20 };

        price.CostOf(new TokenUsage { Input = 6010, CachedInput = 5000, CacheWrite = 1000, Output = 107, Reasoning = 100 })
            .Should().Be((10 * 3m + 5000 * 0.3m + 1000 * 3.75m + 7 * 15m + 100 * 20m) / 1_000_000m);
        price.CostOf(new TokenUsage()).Should().Be(0);
        price.CostOf(new TokenUsage { Input = 1 }).Should().Be(0.000003m);
        price.MostOf(100, 10).Should().Be((100 * 3.75m + 10 * 20m) / 1_000_000m);
    }

    [Fact]
    public void CostOf_LongRequest_IsPricedByTheHighestStepReached()
    {
        var price = new ModelPrice { Input = 1, Output = 5, Tiers = { new PriceTier { AboveInputTokens = 200, Input = 4 }, new PriceTier { AboveInputTokens = 100, Input = 2, Output = 10 } } };

        price.CostOf(new TokenUsage { Input = 100, Output = 1 }).Should().Be(105m / 1_000_000m);
        price.CostOf(new TokenUsage { Input = 101, Output = 1 }).Should().Be(212m / 1_000_000m);
        price.CostOf(new TokenUsage { Input = 201, Output = 1 }).Should().Be(809m / 1_000_000m);
    }

    private static PriceTable Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return PriceTable.Load(stream);
    }
}
