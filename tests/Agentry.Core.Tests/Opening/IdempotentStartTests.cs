using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class IdempotentStartTests
{
    [Theory, BothModes]
    public async Task SameKey_SameRequest_GivesTheSameRun(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("Hi."));
        await using var host = new TestHost(model);

        AgentRun first = await mode.RunAsync(host.Agent, Request()).Soon();
        AgentRun second = await mode.RunAsync(host.Agent, Request()).Soon();

        second.Id.Should().Be(first.Id);
        (second.Status, second.Text).Should().Be((RunStatus.Completed, "Hi."));
        model.Requests.Should().ContainSingle();
    }

    [Theory, BothModes]
    public async Task SameKey_OtherRequest_IsMisuseThatNamesTheRun(RunMode mode)
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("Hi.")));
        AgentRun first = await host.Agent.RunAsync(Request()).Soon();

        RunRequest[] others =
        [
            new RunRequest("Other.") { IdempotencyKey = "k" },
            new RunRequest("Hi.") { IdempotencyKey = "k", ConversationId = "c" },
            new RunRequest("Hi.") { IdempotencyKey = "k", Caller = AgentCaller.Of("eve") },
        ];
        foreach (RunRequest other in others)
        {
            AgentryException thrown = (await FluentActions.Awaiting(() => mode.RunAsync(host.Agent, other)).Should().ThrowAsync<AgentryException>()).Which;
            thrown.Message.Should().Contain("'k'").And.Contain("another request").And.Contain(first.Id.Value);
            thrown.FailureClass.Should().Be(FailureClass.InvalidRequest);
        }
    }

    [Theory, BothModes]
    public async Task SameKey_RunIsAtWork_WaitsOrIsRefused(RunMode mode)
    {
        var gate = new TaskCompletionSource();
        var tool = new CountingTool("slow", async (_, _) =>
        {
            await gate.Task.Soon();
            return "ok";
        });
        var model = new ScriptedChatClient(ModelReply.Call("slow"), ModelReply.Text("Done."));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));
        Task<AgentRun> first = mode.RunAsync(host.Agent, Request());
        await RunChecks.UntilAsync(() => tool.Count == 1);

        Task<AgentRun> waiting = mode.RunAsync(host.Agent, Request());
        AgentRun refused = await mode.RunAsync(
            host.Agent, new RunRequest("Hi.") { IdempotencyKey = "k", WhenBusy = BusyBehavior.Refuse }).Soon();
        gate.SetResult();

        refused.Status.Should().Be(RunStatus.Blocked);
        refused.Reason!.Code.Should().Be(RunReasonCodes.KeyInFlight);
        (await waiting.Soon()).Id.Should().Be((await first.Soon()).Id);
        tool.Count.Should().Be(1);
    }

    [Theory, BothModes]
    public async Task SameKey_RunIsSuspended_ReturnsItWaiting(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay"));
        await using var host = new TestHost(model, agent => agent.WithTool(new CountingTool("pay")).Suspend(_ => true));
        AgentRun first = await mode.RunAsync(host.Agent, Request()).Soon();

        AgentRun second = await mode.RunAsync(host.Agent, Request()).Soon();

        second.Id.Should().Be(first.Id);
        second.Status.Should().Be(RunStatus.AwaitingApproval);
        second.PendingApprovals.Should().BeEquivalentTo(first.PendingApprovals);
    }

    [Theory, BothModes]
    public async Task SameKey_HundredAtOnce_IsOneRun(RunMode mode)
    {
        var tool = new CountingTool("pay");
        var model = new ScriptedChatClient(r => r.Messages.Any(m => m.Role == ChatRole.Tool) ? ModelReply.Text("Paid.") : ModelReply.Call("pay"));
        await using var host = new TestHost(model, agent => agent.WithTool(tool));

        AgentRun[] runs = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => mode.RunAsync(host.Agent, Request())))).Soon();

        runs.Select(r => r.Id).Distinct().Should().ContainSingle();
        runs.Should().OnlyContain(r => r.Status == RunStatus.Completed && r.Text == "Paid.");
        tool.Count.Should().Be(1);
        (await host.Runs.ListAsync(new RunQuery { Take = 1000 })).Should().ContainSingle();
        await host.CheckAsync(runs[0]);
    }

    private static RunRequest Request() => new("Hi.") { IdempotencyKey = "k" };
}
