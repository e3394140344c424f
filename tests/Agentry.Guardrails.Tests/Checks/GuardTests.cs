namespace Agentry.Tests;

public sealed class GuardTests
{
    private const string Clean =
        "Order 1042 left the warehouse on Monday and arrives on Thursday between 8 and 12 o'clock. You can follow it in your account, and the driver calls before.";

    [Fact]
    public async Task Check_CleanText_AllocatesNextToNothing()
    {
        (long bytes, GuardrailDecision decision) = await RunContexts.WithAsync(async run =>
        {
            Guard guard = Guards.Of(o => o.PersonalData.ToolResult = GuardrailVerdict.Rewrite);
            GuardrailDecision last = default;
            long before = 0;
            for (int i = 0; i < 300; i++)
            {
                if (i == 200)
                    before = GC.GetAllocatedBytesForCurrentThread();
                last = await guard.CheckAsync(new GuardrailContext(GuardrailSurfaces.ToolResult, Clean, run), default);
            }

            return (GC.GetAllocatedBytesForCurrentThread() - before, last);
        });

        decision.Verdict.Should().Be(GuardrailVerdict.Allow);
        decision.Text.Should().BeSameAs(Clean);
        (bytes / 100).Should().BeLessThan(512, "there is no copy of the text; state machines of a build without optimisation are most of it");
    }

    [Fact]
    public async Task Check_SomethingBlocked_DoesNotAskTheHostsGuardrails()
    {
        var waiting = new WaitingGuardrail("host");

        GuardrailDecision decision = await RunContexts.WithAsync(run => Guards.Of(o => o.InvisibleText.UserInput = GuardrailVerdict.Block, waiting)
            .CheckAsync(new GuardrailContext(GuardrailSurfaces.UserInput, "a\u200Bb", run), default).AsTask());

        decision.Verdict.Should().Be(GuardrailVerdict.Block);
        waiting.Seen.Should().BeEmpty();
    }
}
