using LayersAlone;

namespace Agentry.Tests;

/// <summary>The scenes of samples/LayersAlone end as its README says, whole and streamed.</summary>
public sealed class SceneTests
{
    private const int CutJson = 0;
    private const int InjectedOrder = 1;
    private const int Address = 2;
    private const int ProviderDown = 3;
    private const int BankHangsUp = 4;

    [Theory, InlineData(false), InlineData(true)]
    public async Task CutJson_Bare_CancelsEverything_Guarded_AsksAgain(bool streaming)
    {
        (Ending bare, Ending guarded) = await PlayAsync(CutJson, streaming);

        bare.Effects.Should().Equal("cancelled every order");
        guarded.Effects.Should().Equal("cancelled order 1042");
        guarded.Notes.Should().Contain("cancel_orders refused: unreadable_arguments");
        guarded.Answer.Should().Be("It is cancelled.");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task InjectedOrder_Bare_IsObeyed_Guarded_IsTakenOut(bool streaming)
    {
        (Ending bare, Ending guarded) = await PlayAsync(InjectedOrder, streaming);

        bare.Effects.Should().Equal("refunded order 7");
        guarded.Effects.Should().BeEmpty();
        guarded.Notes.Should().Contain("found override_instructions");
        guarded.Answer.Should().Be("The customer likes the lamp.");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Address_Bare_IsTold_Guarded_IsNot(bool streaming)
    {
        (Ending bare, Ending guarded) = await PlayAsync(Address, streaming);

        bare.Answer.Should().Be("Write to ann@shop.example, she knows.");
        guarded.Answer.Should().Be("Write to [email], she knows.");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task ProviderDown_Bare_RefundsWithEachTry_Guarded_Once(bool streaming)
    {
        (Ending bare, Ending guarded) = await PlayAsync(ProviderDown, streaming);

        bare.Effects.Should().HaveCount(3);
        guarded.Effects.Should().Equal("refunded order 1042");
        guarded.Notes.Where(n => n == "an attempt failed").Should().HaveCount(3);
        guarded.Notes.Should().Contain("a repeated call was answered from the log");
        guarded.Answer.Should().Be(bare.Answer).And.Be("The money is on its way.");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task BankHangsUp_Bare_PaysAgain_Guarded_SaysThatItDoesNotKnow(bool streaming)
    {
        (Ending bare, Ending guarded) = await PlayAsync(BankHangsUp, streaming);

        bare.Effects.Should().HaveCount(3);
        guarded.Effects.Should().Equal("refunded order 13");
        guarded.Notes.Should().Contain("its outcome is unknown");
        guarded.Answer.Should().StartWith("I cannot tell");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task EveryScene_Guarded_IsHeardByAListener(bool streaming)
    {
        foreach (Scene scene in Scene.All)
            (await GuardedHost.PlayAsync(scene, streaming)).Notes[0].Should().StartWith("spans ").And.Contain("chat");
    }

    [Fact]
    public void EveryScene_HasATestAbove() => Scene.All.Should().HaveCount(BankHangsUp + 1);

    private static async Task<(Ending Bare, Ending Guarded)> PlayAsync(int scene, bool streaming) =>
        (await BareHost.PlayAsync(Scene.All[scene], streaming), await GuardedHost.PlayAsync(Scene.All[scene], streaming));
}
