using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class ConversationTests
{
    [Theory, BothModes]
    public async Task Runs_OfOneConversation_AreSerialInTheOrderOfArrival(RunMode mode)
    {
        int now = 0;
        var gate = new TaskCompletionSource();
        var tool = new CountingTool("slow", async (_, _) =>
        {
            Interlocked.Increment(ref now).Should().Be(1);
            await gate.Task.Soon();
            Interlocked.Decrement(ref now);
            return "ok";
        });
        var model = new ScriptedChatClient(r => r.Messages[^1].Role == ChatRole.Tool
            ? ModelReply.Text($"Answer to {r.Messages.Last(m => m.Role == ChatRole.User).Text}")
            : ModelReply.Call("slow"));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        Task<AgentRun>[] running =
            [.. Enumerable.Range(0, 8).Select(i => mode.RunAsync(host.Agent, new RunRequest($"q{i}") { ConversationId = "c" }))];
        await RunChecks.UntilAsync(() => tool.Count == 1);
        gate.SetResult();
        AgentRun[] runs = await Task.WhenAll(running).Soon();

        runs.Select(r => r.Text).Should().Equal(Enumerable.Range(0, 8).Select(i => $"Answer to q{i}"));
        ModelRequest last = model.Requests[^1];
        last.Messages.Where(m => m.Role == ChatRole.User).Select(m => m.Text).Should().Equal(Enumerable.Range(0, 8).Select(i => $"q{i}"));
        RunChecks.WellFormed(last.Messages);
        runs[3].Messages.Should().HaveCount(4, "a run's messages are those that it added");
        foreach (AgentRun run in runs)
            await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task BusyConversation_Refuse_IsBlockedAndLeavesNoRun(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Hang());
        await using var host = new TestHost(model);
        using var stop = new CancellationTokenSource();
        Task<AgentRun> first = mode.RunAsync(host.Agent, new RunRequest("1") { ConversationId = "c" }, cancellationToken: stop.Token);
        await RunChecks.UntilAsync(() => model.Requests.Count == 1);

        AgentRun second = await mode.RunAsync(host.Agent, new RunRequest("2") { ConversationId = "c", WhenBusy = BusyBehavior.Refuse }).Soon();

        second.Status.Should().Be(RunStatus.Blocked);
        second.Reason!.Code.Should().Be(RunReasonCodes.ConversationBusy);
        (await host.Runs.ListAsync()).Should().ContainSingle();
        await stop.CancelAsync();
        await first.Soon();
    }

    [Theory, BothModes]
    public async Task WaitingStart_Cancelled_LeavesTheLineToTheNext(RunMode mode)
    {
        var model = new ScriptedChatClient(r => r.Index == 0 ? ModelReply.Hang() : ModelReply.Text("Hi."));
        await using var host = new TestHost(model);
        using var stopFirst = new CancellationTokenSource();
        using var stopSecond = new CancellationTokenSource();
        Task<AgentRun> first = mode.RunAsync(host.Agent, new RunRequest("1") { ConversationId = "c" }, cancellationToken: stopFirst.Token);
        await RunChecks.UntilAsync(() => model.Requests.Count == 1);
        Task<AgentRun> second = mode.RunAsync(host.Agent, new RunRequest("2") { ConversationId = "c" }, cancellationToken: stopSecond.Token);
        Task<AgentRun> third = mode.RunAsync(host.Agent, new RunRequest("3") { ConversationId = "c" });

        await stopSecond.CancelAsync();
        AgentRun cancelled = await second.Soon();
        await stopFirst.CancelAsync();
        await first.Soon();

        cancelled.Status.Should().Be(RunStatus.Cancelled);
        (await third.Soon()).Status.Should().Be(RunStatus.Completed);
        model.Requests[^1].Messages.Select(m => m.Text).Should().Equal("1", "3");
    }

    [Fact]
    public async Task SuspendedRun_HoldsItsConversation_StartsAreRefusedAndNotKeptWaiting()
    {
        var model = new ScriptedChatClient(_ => ModelReply.Call("pay"));
        await using var host = new TestHost(model, agent => agent.WithTool(new CountingTool("pay")).Suspend(_ => true));
        AgentRun waiting = await host.Agent.RunAsync(new RunRequest("1") { ConversationId = "c" }).Soon();

        AgentRun second = await host.Agent.RunAsync(new RunRequest("2") { ConversationId = "c" }).Soon();

        waiting.Status.Should().Be(RunStatus.AwaitingApproval);
        second.Reason!.Code.Should().Be(RunReasonCodes.ConversationBusy);
    }

    [Theory, BothModes]
    public async Task EarlierRuns_ThatFailedWereBlockedOrCancelled_LeaveAWellFormedHistory(RunMode mode)
    {
        using var cancel = new CancellationTokenSource();
        var tool = new CountingTool("look", async (arguments, _) =>
        {
            if (arguments.ContainsKey("cancel"))
                await cancel.CancelAsync();
            return "seen";
        });
        ModelReply[] script =
        [
            ModelReply.Throw(new IOException("down")),
            ModelReply.Empty(),
            ModelReply.Calls(("look", """{"cancel":true}""", null), ("look", "{}", null), ("gone", "{}", null)).WithText("Let me see."),
            ModelReply.Call("look").WithFinishReason(ChatFinishReason.ContentFilter),
            ModelReply.Text("Cut of").WithFinishReason(ChatFinishReason.Length),
            ModelReply.Text("Fine."),
        ];
        var model = new ScriptedChatClient(r =>
        {
            RunChecks.WellFormed(r.Messages);
            r.Messages.Should().OnlyContain(m => m.Contents.Count > 0);
            return script[r.Index];
        });
        await using var host = new TestHost(model, agent => agent.WithTool(tool));
        List<RunStatus> ends = [];
        for (int i = 0; i < script.Length; i++)
        {
            AgentRun run = await mode.RunAsync(
                host.Agent, new RunRequest($"q{i}") { ConversationId = "c" }, cancellationToken: i == 2 ? cancel.Token : default).Soon();
            ends.Add(run.Status);
            await host.CheckAsync(run);
        }

        ends.Should().Equal(
            RunStatus.Failed, RunStatus.Failed, RunStatus.Cancelled, RunStatus.Blocked, RunStatus.LimitReached, RunStatus.Completed);
        model.Requests[^1].Messages.Where(m => m.Role == ChatRole.User).Select(m => m.Text).Should().Equal("q0", "q1", "q2", "q3", "q4", "q5");
    }

    [Theory, BothModes]
    public async Task Tenants_WithTheSameConversationId_ShareNothing(RunMode mode)
    {
        var model = new ScriptedChatClient(r => ModelReply.Text("Hello."));
        await using var host = new TestHost(model);

        AgentRun a = await mode.RunAsync(
            host.Agent, new RunRequest("I am A.") { ConversationId = "c", Caller = new AgentCaller { Tenant = "a" }, IdempotencyKey = "k" }).Soon();
        AgentRun b = await mode.RunAsync(
            host.Agent, new RunRequest("I am B.") { ConversationId = "c", Caller = new AgentCaller { Tenant = "b" }, IdempotencyKey = "k" }).Soon();

        model.Requests[1].Messages.Single().Text.Should().Be("I am B.");
        a.Id.Should().NotBe(b.Id);
        (await host.Runs.GetAsync(a.Id, "b")).Should().BeNull();
        await host.CheckAsync(a, "a");
        await host.CheckAsync(b, "b");
    }

    [Theory, BothModes]
    public async Task TwoHundredRuns_AtOnce_DoNotMix(RunMode mode)
    {
        var look = new CountingTool("look", async (arguments, _) =>
        {
            await Task.Yield();
            return $"seen {arguments["who"]}";
        });
        var model = new ScriptedChatClient(r =>
        {
            string who = r.Messages.Last(m => m.Role == ChatRole.User).Text;
            int answers = r.Messages.Reverse().TakeWhile(m => m.Role != ChatRole.User).Count(m => m.Role == ChatRole.Tool);
            return answers < 2
                ? ModelReply.Calls(("look", $$"""{"who":"{{who}}"}""", null), ("look", $$"""{"who":"{{who}}"}""", null)).WithUsage(1, 1)
                : ModelReply.Text($"I saw {r.AnswerTo("call_1_look")}.").WithUsage(1, 1);
        });
        await using var host = new TestHost(model, agent => agent.WithTool(look, t => t.ReadOnly()));

        AgentRun[] runs = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => mode.RunAsync(
            host.Agent,
            new RunRequest($"u{i}") { ConversationId = $"c{i % 50}", Caller = AgentCaller.Of($"s{i}") with { Tenant = $"t{i % 2}" } })))).Soon();

        for (int i = 0; i < runs.Length; i++)
        {
            runs[i].Status.Should().Be(RunStatus.Completed, runs[i].ToString());
            runs[i].Text.Should().Be($"I saw seen u{i}.");
            runs[i].Usage.TotalTokenCount.Should().Be(6);
            runs[i].ToolCalls.Should().Be(4);
            IReadOnlyList<RunLogEntry> log = await host.CheckAsync(runs[i], $"t{i % 2}");
            log.Of<RunStarted>().Single().Caller.Subject.Should().Be($"s{i}");
        }

        look.Count.Should().Be(800);
    }
}
