using System.Runtime.CompilerServices;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>Cancels one and the same run at every point that a host can observe, one after the other.</summary>
public sealed class CancellationSweepTests
{
    [Theory, BothModes]
    public Task CallerToken_CancelledAtEveryPoint_EndsCancelledWithAWholeLog(RunMode mode) =>
        SweepAsync(mode, (_, _, caller) => caller.CancelAsync());

    [Theory, BothModes]
    public Task CancelSignal_SentAtEveryPoint_EndsCancelledWithAWholeLog(RunMode mode) =>
        SweepAsync(mode, async (host, run, _) =>
        {
            if (run is { } id)
                await host.Runs.CancelAsync(id, "operator", "stop");
        });

    [Fact]
    public async Task Stream_AbandonedAtEveryUpdate_EndsCancelledWithAWholeLog()
    {
        for (int n = 1; ; n++)
        {
            var points = new Points(static () => Task.CompletedTask, int.MaxValue);
            await using var host = Host(points, out CountingTool look, out CountingTool pay);
            int seen = 0;
            await foreach (RunUpdate update in host.Agent.RunStreamingAsync(Request()))
            {
                if (++seen == n)
                    break;
            }

            if (seen < n)
            {
                n.Should().BeGreaterThan(10);
                return;
            }

            await CheckAsync(host, (await host.Runs.ListAsync()).Single().Run.RunId, look, pay, $"update {n}");
        }
    }

    private static async Task SweepAsync(RunMode mode, Func<TestHost, RunId?, CancellationTokenSource, Task> cancel)
    {
        int cancelled = 0;
        for (int n = 1; ; n++)
        {
            using var caller = new CancellationTokenSource();
            TestHost? host = null;
            Points? points = null;
            points = new Points(() => cancel(host!, points!.Run, caller), n);
            host = Host(points, out CountingTool look, out CountingTool pay);
            await using (host)
            {
                AgentRun run = await mode.RunAsync(host.Agent, Request(), cancellationToken: caller.Token).Soon();

                string where = $"point {n}, {points.Name}";
                if (points.Name is null)
                {
                    run.Status.Should().Be(RunStatus.Completed);
                    n.Should().BeGreaterThan(30, "there is that much to observe");
                    cancelled.Should().BeGreaterThan(n / 2);
                    return;
                }

                run.Status.Should().Match(s => s == RunStatus.Cancelled || s == RunStatus.Completed, where);
                cancelled += run.Status == RunStatus.Cancelled ? 1 : 0;
                await host.CheckAsync(run);
                await CheckAsync(host, run.Id, look, pay, where);
            }
        }
    }

    private static async Task CheckAsync(TestHost host, RunId id, CountingTool look, CountingTool pay, string where)
    {
        AgentRun run = (await host.Runs.GetAsync(id))!;
        run.Status.Should().Match(s => s == RunStatus.Cancelled || s == RunStatus.Completed, where);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        string[] intents = [.. log.Of<ToolIntended>().Select(i => i.Key)];
        look.Invocations.Concat(pay.Invocations).Should().NotContain(i => !intents.Contains(i.IdempotencyKey), where);
        pay.Invocations.Select(i => i.IdempotencyKey).Should().OnlyHaveUniqueItems(where);

        AgentRun next = await host.Agent.RunAsync(
            new RunRequest("Again.") { ConversationId = "c1", WhenBusy = BusyBehavior.Refuse }).Soon();
        next.Status.Should().Be(RunStatus.Completed, $"the conversation is free after {where}: {next}");
        await host.CheckAsync(next);
    }

    private static RunRequest Request() => new("Go.") { ConversationId = "c1" };

    private static TestHost Host(Points points, out CountingTool look, out CountingTool pay)
    {
        CountingTool lookTool = look = Tool("look", points);
        CountingTool payTool = pay = Tool("pay", points);
        var store = new HookedStore
        {
            OnCommit = async (commit, _) =>
            {
                await points.PassAsync("commit");
                points.Run ??= commit.Run.RunId;
                return null;
            },
        };
        var model = new ScriptedChatClient(r =>
        {
            if (r.Messages[^1].Text == "Again.")
            {
                RunChecks.WellFormed(r.Messages);
                return ModelReply.Text("Still here.");
            }

            return r.Messages.Count(m => m.Role == ChatRole.Tool) switch
            {
                0 => ModelReply.Calls(("look", """{"n":1}""", null), ("look", """{"n":2}""", null), ("pay", "{}", null)).WithText("Let me see."),
                1 => ModelReply.Calls(("pay", "{}", null), ("look", "{}", null)),
                _ => ModelReply.Text("All done now.").WithUsage(10, 10),
            };
        });
        return new TestHost(
            new PointClient(model, points),
            agent =>
            {
                agent.WithTool(lookTool, t => t.ReadOnly()).WithTool(payTool);
                foreach (ToolStage stage in new[] { ToolStage.Observe, ToolStage.Policy, ToolStage.ResultGuardrail, ToolStage.Retry })
                {
                    agent.Layer(stage, async (context, next, token) =>
                    {
                        await points.PassAsync($"before {stage}");
                        ToolOutcome outcome = await next(context, token);
                        await points.PassAsync($"after {stage}");
                        return outcome;
                    });
                }

                agent.Layer(RunStage.Observe, async (context, next, token) =>
                {
                    points.Run ??= context.RunId;
                    await points.PassAsync("before the run");
                    RunOutcome outcome = await next(context, token);
                    await points.PassAsync("after the run");
                    return outcome;
                });
            },
            services: s => s.AddSingleton<RunStore>(store));
    }

    private static CountingTool Tool(string name, Points points) => new(name, async (_, token) =>
    {
        await points.PassAsync($"{name} starts");
        await Task.Yield();
        await points.PassAsync($"{name} ends");
        return "ok";
    });

    private sealed class Points(Func<Task> cancel, int at)
    {
        private int _passed;

        public string? Name { get; private set; }

        public RunId? Run { get; set; }

        public async Task PassAsync(string name)
        {
            if (Interlocked.Increment(ref _passed) != at)
                return;
            Name = name;
            await cancel();
        }
    }

    private sealed class PointClient(IChatClient inner, Points points) : DelegatingChatClient(inner)
    {
        public override async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            await points.PassAsync("model starts");
            ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken);
            await points.PassAsync("model ends");
            return response;
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await points.PassAsync("model starts");
            await foreach (ChatResponseUpdate update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                await points.PassAsync("in the stream");
                yield return update;
            }

            await points.PassAsync("model ends");
        }
    }
}
