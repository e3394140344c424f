using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class StoreFailureTests
{
    [Theory, BothModes]
    public async Task Store_ThrowsAtAnyCommit_RunStopsWithoutAFurtherWrite(RunMode mode)
    {
        for (int n = 1; ; n++)
        {
            int broken = n;
            var store = new HookedStore { OnCommit = (_, i) => i == broken ? throw new IOException("disk") : default };
            await using TestHost host = Host(store, out CountingTool pay);

            if (await Record.ExceptionAsync(() => mode.RunAsync(host.Agent, "Pay.").Soon()) is not { } thrown)
            {
                n.Should().BeGreaterThan(4);
                return;
            }

            RunStoreException exception = thrown.Should().BeOfType<RunStoreException>().Subject;
            exception.FailureClass.Should().Be(FailureClass.Transient);
            store.Commits.Should().Be(n, "nothing is written after a failure");
            if ((await host.Runs.ListAsync()).SingleOrDefault() is { } left)
            {
                (await host.Runs.VerifyAsync(left.Run.RunId)).IsIntact.Should().BeTrue();
                left.Status.Should().Be(RunStatus.Running);
                AgentRun resumed = await mode.ResumeAsync(host.Agent, left.Run.RunId).Soon();
                if (resumed.Suspension?.Kind == Suspension.UnknownOutcome)
                {
                    await host.Runs.SettleAsync(resumed.Id, resumed.Suspension.CallId!, CallSettlement.GivenUp, "clerk");
                    resumed = await mode.ResumeAsync(host.Agent, left.Run.RunId).Soon();
                }

                resumed.Status.Should().Be(RunStatus.Completed, $"{resumed} after commit {n}");
                pay.Count.Should().BeLessThanOrEqualTo(1, "the tool must not repeat");
                await host.CheckAsync(resumed);
            }
        }
    }

    [Theory]
    [InlineData(CommitOutcome.Stale)]
    [InlineData(CommitOutcome.Fenced)]
    public async Task Store_SaysThatTheRunHasAnotherOwner_ToolDoesNotRun(CommitOutcome outcome)
    {
        var store = new HookedStore { OnCommit = (_, i) => new(i == 2 ? new CommitResult(outcome) : null) };
        await using TestHost host = Host(store, out CountingTool pay);

        RunStoreException thrown = (await host.Agent.Invoking(a => a.RunAsync("Pay.")).Should().ThrowAsync<RunStoreException>()).Which;

        thrown.FailureClass.Should().Be(FailureClass.Refused);
        pay.Count.Should().Be(0);
        store.Commits.Should().Be(2);
    }

    [Fact]
    public async Task Layer_SwallowsTheStoresFailure_NothingIsWrittenAllTheSame()
    {
        var store = new HookedStore { OnCommit = (_, i) => i == 2 ? throw new IOException("disk") : default };
        await using TestHost host = Host(store, out _, agent => agent.Layer(RunStage.Observe, async (context, next, token) =>
        {
            try
            {
                return await next(context, token);
            }
            catch (AgentryException)
            {
                return new RunOutcome { Status = RunStatus.Completed, Text = "All is well." };
            }
        }));

        await host.Agent.Invoking(a => a.RunAsync("Pay.")).Should().ThrowAsync<RunStoreException>();

        store.Commits.Should().Be(2);
    }

    [Fact]
    public async Task Layer_SwallowsTheStoresRefusal_RunIsNotCreatedWithAGap()
    {
        var store = new HookedStore();
        var model = new ScriptedChatClient(_ => ModelReply.Text("Hi."));
        await using var host = new TestHost(
            model,
            agent => agent.Layer(RunStage.Observe, async (context, next, token) =>
            {
                try
                {
                    return await next(context, token);
                }
                catch (AgentryException)
                {
                    return new RunOutcome { Status = RunStatus.Completed, Text = "All is well." };
                }
            }),
            services: s => s.AddSingleton<RunStore>(store));

        AgentRun[] runs = await Task.WhenAll(Enumerable.Range(0, 30)
            .Select(_ => Task.Run(() => host.Agent.RunAsync(new RunRequest("Hi.") { IdempotencyKey = "k" })))).Soon();

        runs.Select(r => r.Id).Distinct().Should().ContainSingle();
        foreach (RunSummary run in await host.Runs.ListAsync())
            (await host.Runs.VerifyAsync(run.Run.RunId)).IsIntact.Should().BeTrue();
    }

    private static TestHost Host(RunStore store, out CountingTool pay, Action<IAgentryBuilder>? configure = null)
    {
        CountingTool tool = pay = new CountingTool("pay");
        var model = new ScriptedChatClient(r => r.Messages.Any(m => m.Role == Microsoft.Extensions.AI.ChatRole.Tool)
            ? ModelReply.Text("Done.")
            : ModelReply.Call("pay"));
        return new TestHost(
            model,
            agent =>
            {
                agent.WithTool(tool);
                configure?.Invoke(agent);
            },
            services: s => s.AddSingleton(store));
    }
}
