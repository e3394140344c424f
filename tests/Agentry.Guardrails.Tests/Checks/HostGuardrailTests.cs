using Agentry.Testing;

namespace Agentry.Tests;

public sealed class HostGuardrailTests
{
    private static GuardrailContext Input(RunContext run, string text) => new(GuardrailSurfaces.UserInput, text, run);

    [Fact]
    public async Task Guardrails_OfTheHost_RunInParallel()
    {
        var first = new WaitingGuardrail("first");
        var second = new WaitingGuardrail("second");

        GuardrailDecision decision = await RunContexts.WithAsync(async run =>
        {
            Task<GuardrailDecision> check = Guards.Of(null, first, second).CheckAsync(Input(run, "hi"), default).AsTask();
            await Task.WhenAll(first.Started.Task, second.Started.Task);
            first.Release.SetResult();
            second.Release.SetResult();
            return await check;
        });

        decision.Verdict.Should().Be(GuardrailVerdict.Allow);
    }

    [Fact]
    public async Task Guardrail_ThatTakesTooLong_Blocks()
    {
        var clock = new FakeClock();
        var slow = new WaitingGuardrail("slow");

        GuardrailDecision decision = await RunContexts.WithAsync(
            async run =>
            {
                int armed = clock.ArmedTimers;
                Task<GuardrailDecision> check = Guards.Of(o => o.Timeout = TimeSpan.FromSeconds(2), slow).CheckAsync(Input(run, "hi"), default).AsTask();
                while (clock.ArmedTimers == armed)
                    await Task.Yield();
                clock.Advance(TimeSpan.FromSeconds(2));
                return await check;
            },
            clock);

        decision.Verdict.Should().Be(GuardrailVerdict.Block);
        decision.Findings.Should().ContainSingle().Which.Rule.Should().Be(GuardrailCodes.TimedOut);
        slow.Release.SetResult();
    }

    [Fact]
    public async Task Rewrites_OfSeveralGuardrails_ComposeInTheOrderTheyWereAdded()
    {
        IGuardrail[] own =
        [
            new Mapping("a", t => t + "1"),
            new Mapping("b", t => t + "2"),
            new WordGuardrail("hi12", GuardrailVerdict.Allow),
            new Mapping("c", t => t.Replace("12", "21", StringComparison.Ordinal)),
        ];

        GuardrailDecision decision = await RunContexts.WithAsync(run => Guards.Of(null, own).CheckAsync(Input(run, "hi\u200B"), default).AsTask());

        decision.Text.Should().Be("hi21");
        decision.Verdict.Should().Be(GuardrailVerdict.Rewrite);
        decision.Findings.Select(f => f.Guardrail).Should().Equal("invisible_text", "word");
    }

    [Theory]
    [InlineData(GuardrailVerdict.Block, GuardrailVerdict.RequireApproval, GuardrailVerdict.Block)]
    [InlineData(GuardrailVerdict.Rewrite, GuardrailVerdict.RequireApproval, GuardrailVerdict.RequireApproval)]
    [InlineData(GuardrailVerdict.Allow, GuardrailVerdict.Rewrite, GuardrailVerdict.Rewrite)]
    public async Task Verdicts_OfSeveralGuardrails_TheStrictestWins(GuardrailVerdict one, GuardrailVerdict other, GuardrailVerdict expected)
    {
        GuardrailDecision decision = await RunContexts.WithAsync(
            run => Guards.Of(null, new WordGuardrail("left", one), new WordGuardrail("right", other)).CheckAsync(Input(run, "left right"), default).AsTask());

        decision.Verdict.Should().Be(expected);
    }

    [Fact]
    public async Task Guardrail_WhenTheCallerCancels_RethrowsAndDoesNotBlock()
    {
        using var stop = new CancellationTokenSource();
        var slow = new WaitingGuardrail("slow");

        await RunContexts.WithAsync(async run =>
        {
            Task check = Guards.Of(null, slow).CheckAsync(Input(run, "hi"), stop.Token).AsTask();
            await slow.Started.Task;
            await stop.CancelAsync();
            await check.Awaiting(c => c).Should().ThrowAsync<OperationCanceledException>();
            return 0;
        });
        slow.Release.SetResult();
    }

    [Theory, BothModes]
    public async Task Argument_ThatNeedsApproval_SuspendsTheCallAndElsewhereItBlocks(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", """{"to":"mallory"}"""));
        var tool = new CountingTool("pay");
        await using var host = new TestHost(
            model, a => a.AddGuardrails(o => o.Add(new WordGuardrail("mallory", GuardrailVerdict.RequireApproval))).WithTool(tool));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.");
        AgentRun blocked = await mode.RunAsync(host.Agent, "Pay mallory.");

        run.Status.Should().Be(RunStatus.AwaitingApproval);
        tool.Count.Should().Be(0);
        blocked.Status.Should().Be(RunStatus.Blocked);
    }

    private sealed class Mapping(string name, Func<string, string> map) : IGuardrail
    {
        public string Name => name;

        public GuardrailSurfaces Surfaces => GuardrailSurfaces.All;

        public ValueTask<GuardrailResult> CheckAsync(GuardrailContext context, CancellationToken cancellationToken) =>
            new(GuardrailResult.Rewrite(map(context.Text)));
    }
}
