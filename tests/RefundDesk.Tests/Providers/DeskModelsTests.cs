using Agentry;
using Anthropic;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace RefundDesk;

/// <summary>Which models are chosen. Nothing here asks one.</summary>
public sealed class DeskModelsTests
{
    // Built from pieces: nothing here looks like a key.
    private static readonly string Key = string.Join('-', "test", "key", "of", "nobody");

    [Fact]
    public void NoKey_IsThePlannerTwice()
    {
        DeskModels models = Choose([])!;

        models.Should().BeSameAs(DeskModels.Offline);
        models.First.Create().GetService<OfflinePlanner>().Should().NotBeNull();
        models.Standby.Name.Should().NotBe(models.First.Name, "one wants to see who answers");
    }

    [Theory]
    [InlineData("ANTHROPIC_API_KEY", "Anthropic", VendorModels.AnthropicDefault)]
    [InlineData("OPENAI_API_KEY", "OpenAI", VendorModels.OpenAIDefault)]
    public void OneKey_IsThatVendor_AndThePlannerStandsBy(string variable, string vendor, string model)
    {
        DeskModels models = Choose(new() { [variable] = Key })!;

        (models.First.Vendor, models.First.Name).Should().Be((vendor, model));
        models.Standby.Should().Be(DeskModels.Offline.Standby);
    }

    [Fact]
    public void BothKeys_AreAnthropicAndOpenAIStandsBy()
    {
        DeskModels models = Choose(new() { [DeskModels.AnthropicKey] = Key, [DeskModels.OpenAIKey] = Key, [DeskModels.Model] = "model-of-mine" })!;

        models.First.ToString().Should().Be("model-of-mine (Anthropic)");
        models.Standby.ToString().Should().Be($"{VendorModels.OpenAIDefault} (OpenAI)", "the name is one of the first vendor's");
    }

    [Fact]
    public void Option_BeatsTheVariable() =>
        Choose(new() { [DeskModels.OpenAIKey] = Key, [DeskModels.Model] = "from-the-variable" }, "from-the-option")!.First.Name.Should().Be("from-the-option");

    [Fact]
    public void BlankKey_IsNoKey() => Choose(new() { [DeskModels.AnthropicKey] = " ", [DeskModels.OpenAIKey] = "" }).Should().BeSameAs(DeskModels.Offline);

    [Fact]
    public void ModelWithoutAKey_IsAProblem()
    {
        DeskModels.Choose(_ => null, "some-model", out string? problem).Should().BeNull();

        problem.Should().Be("Model some-model needs a key: set ANTHROPIC_API_KEY or OPENAI_API_KEY.");
    }

    [Theory]
    [InlineData("ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL")]
    [InlineData("OPENAI_API_KEY", "OPENAI_BASE_URL")]
    public void AddressThatIsNone_IsAProblemThatNamesTheVariableAndNotTheKey(string key, string address)
    {
        var variables = new Dictionary<string, string> { [key] = Key, [address] = "not an address" };

        DeskModels.Choose(variables.GetValueOrDefault, null, out string? problem).Should().BeNull();

        problem.Should().Be($"{address} is not an http address.").And.NotContain(Key);
    }

    [Fact]
    public void Key_IsNeverShown() =>
        Choose(new() { [DeskModels.AnthropicKey] = Key, [DeskModels.OpenAIKey] = Key })!.ToString().Should().NotContain(Key);

    [Fact]
    public void Anthropic_SdkRetries_AreOff()
    {
        using IChatClient client = Choose(new() { [DeskModels.AnthropicKey] = Key })!.First.Create();

        client.GetService<IAnthropicClient>()!.MaxRetries.Should().Be(0);
    }

    [Fact]
    public void Host_HasTheFirstModelAndTheOneThatStandsBy()
    {
        DeskModels models = Choose(new() { [DeskModels.AnthropicKey] = Key, [DeskModels.OpenAIKey] = Key })!;
        using IHost host = DeskHost.Create(new OrderBook(), new Outbox(), new DeskSetup { Models = models });

        host.Services.GetRequiredService<IChatClient>().GetService<ChatClientMetadata>()!.DefaultModelId.Should().Be(VendorModels.AnthropicDefault);
        host.Services.GetRequiredKeyedService<IChatClient>(DeskHost.Standby).GetService<ChatClientMetadata>()!.DefaultModelId
            .Should().Be(VendorModels.OpenAIDefault);
        host.Services.GetRequiredKeyedService<Agent>("desk").DescribePipeline().Should().Contain("Route: Resilience");
    }

    private static DeskModels? Choose(Dictionary<string, string> variables, string? model = null)
    {
        DeskModels? models = DeskModels.Choose(variables.GetValueOrDefault, model, out string? problem);
        problem.Should().BeNull();
        return models;
    }
}
