using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class ToolExecutionTests
{
    [Theory, BothModes]
    public async Task ReadOnlyCalls_OfOneTurn_OverlapUpToTheBound(RunMode mode)
    {
        const int Bound = 3;
        int now = 0;
        int most = 0;
        var full = new TaskCompletionSource();
        var tool = new CountingTool("look", async (_, _) =>
        {
            int running = Interlocked.Increment(ref now);
            InterlockedMax(ref most, running);
            if (running == Bound)
                full.TrySetResult();
            await full.Task.Soon();
            Interlocked.Decrement(ref now);
            return "seen";
        });
        var model = new ScriptedChatClient(
            ModelReply.Calls([.. Enumerable.Range(0, 9).Select(_ => ("look", "{}", (string?)null))]), ModelReply.Text("Done."));
        await using var host = new TestHost(
            model, agent => agent.WithTool(tool, t => t.ReadOnly()).ConfigureAgent(o => o.MaxParallelToolCalls = Bound));

        AgentRun run = await mode.RunAsync(host.Agent, "Look.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        most.Should().Be(Bound);
        tool.Count.Should().Be(9);
        model.Requests[1].Messages[^1].Contents.Cast<FunctionResultContent>().Select(r => r.CallId)
            .Should().Equal(Enumerable.Range(0, 9).Select(i => $"call_{i}_look"));
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task EffectfulCalls_RunOneByOneInTheModelsOrder(RunMode mode)
    {
        List<string> events = [];
        int now = 0;
        CountingTool Make(string name) => new(name, async (_, _) =>
        {
            Interlocked.Increment(ref now).Should().Be(1, "nothing runs beside an effectful call");
            lock (events)
                events.Add(name);
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return "ok";
        });
        string[] order = ["b", "a", "look", "c", "a", "b"];
        var model = new ScriptedChatClient(ModelReply.Calls([.. order.Select(n => (n, "{}", (string?)null))]), ModelReply.Text("Done."));
        await using var host = new TestHost(model, agent => agent
            .WithTool(Make("a")).WithTool(Make("b"), t => t.Keyed()).WithTool(Make("c"), t => t.Idempotent()).WithTool(Make("look"), t => t.ReadOnly()));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        events.Should().Equal(order);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolIntended>().Select(i => i.Ordinal).Should().Equal(0, 1, 2, 3, 4, 5);
        log.Of<ToolIntended>().Select(i => i.Key).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Intent_OfAToolWithAnEffect_IsStoredBeforeTheToolBegins()
    {
        var store = new HookedStore();
        bool stored = false;
        var model = new ScriptedChatClient(ModelReply.Call("pay"), ModelReply.Text("Done."));
        var tool = new CountingTool("pay", async (arguments, _) =>
        {
            await foreach (StoredEvent e in store.ReadAsync(new RunKey("", ToolCallContext.From(arguments)!.Run.RunId)))
                stored |= System.Text.Encoding.UTF8.GetString(e.Payload.Span).Contains("tool_intended", StringComparison.Ordinal);
            return "paid";
        });
        await using var host = new TestHost(model, agent => agent.WithTool(tool), services: s => s.AddSingleton<RunStore>(store));

        await host.Agent.RunAsync("Pay.").Soon();

        stored.Should().BeTrue();
    }

    [Theory, BothModes]
    public async Task EachCall_HasItsOwnScope_DisposedAsynchronouslyAfterIt(RunMode mode)
    {
        List<Scoped> made = [];
        var model = new ScriptedChatClient(
            ModelReply.Calls(("use", "{}", null), ("use", "{}", null)), ModelReply.Call("use"), ModelReply.Text("Done."));
        var tool = new CountingTool("use", (arguments, _) =>
        {
            var first = arguments.Services!.GetRequiredService<Scoped>();
            first.Should().BeSameAs(arguments.Services!.GetRequiredService<Scoped>());
            first.IsDisposed.Should().BeFalse();
            lock (made)
                made.Add(first);
            return new("ok");
        });
        await using var host = new TestHost(
            model, agent => agent.WithTool(tool, t => t.ReadOnly()), services: s => s.AddScoped<Scoped>());

        AgentRun run = await mode.RunAsync(host.Agent, "Go.").Soon();

        made.Should().HaveCount(3).And.OnlyHaveUniqueItems();
        made.Should().OnlyContain(s => s.IsDisposed);
        await host.CheckAsync(run);
    }

    [Fact]
    public async Task Scope_ThrowsWhenDisposed_DoesNotChangeTheOutcome()
    {
        var model = new ScriptedChatClient(ModelReply.Call("use", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("use", (arguments, _) =>
        {
            arguments.Services!.GetRequiredService<Scoped>().Throws = true;
            return new("ok");
        });
        await using var host = new TestHost(model, agent => agent.WithTool(tool), services: s => s.AddScoped<Scoped>());

        AgentRun run = await host.Agent.RunAsync("Go.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        model.Requests[1].AnswerTo("c").Should().Be("ok");
        await host.CheckAsync(run);
    }

    [Theory]
    [InlineData(ToolEffect.NonIdempotent, ToolOutcomeKind.Unknown)]
    [InlineData(ToolEffect.Keyed, ToolOutcomeKind.Unknown)]
    [InlineData(ToolEffect.ReadOnly, ToolOutcomeKind.Failed)]
    public async Task Tool_IgnoresItsTokenAndFinishesLate_LateOutcomeIsEvidenceAndTheScopeGoesAfterIt(ToolEffect effect, ToolOutcomeKind expected)
    {
        var clock = new FakeClock();
        var finish = new TaskCompletionSource();
        Scoped? scoped = null;
        var model = new ScriptedChatClient(ModelReply.Call("slow", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("slow", async (arguments, _) =>
        {
            scoped = arguments.Services!.GetRequiredService<Scoped>();
            await finish.Task;
            return "at last";
        });
        await using var host = new TestHost(
            model,
            agent => agent.WithTool(tool, t => t.Effect(effect).Timeout(TimeSpan.FromSeconds(10)).WhenUnknown(UnknownOutcomeHandling.TellModel)),
            services: s => s.AddSingleton<TimeProvider>(clock).AddScoped<Scoped>());

        Task<AgentRun> running = host.Agent.RunAsync("Go.");
        await RunChecks.UntilAsync(() => tool.Count == 1 && scoped is not null && clock.ArmedTimers == 2);
        clock.Advance(TimeSpan.FromSeconds(10));
        AgentRun run = await running.Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        model.Requests[1].AnswerTo("c").Should().NotContain("at last");
        scoped!.IsDisposed.Should().BeFalse();
        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(expected);

        clock.Advance(TimeSpan.FromSeconds(5));
        finish.SetResult();
        await RunChecks.UntilAsync(() => scoped.IsDisposed);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        ToolCompleted late = log.Of<ToolCompleted>().Last();
        late.Late.Should().BeTrue();
        late.Outcome.Should().Be(ToolOutcomeKind.Succeeded);
        late.DurationMs.Should().Be(15_000);
        RunState.Fold(log).Calls.Single().Outcome.Should().Be(expected, "the outcome that the model was told stands");
    }

    [Theory, BothModes]
    public async Task Tool_ListensToItsToken_TimeoutIsUnknownForAnEffect(RunMode mode)
    {
        var clock = new FakeClock();
        var model = new ScriptedChatClient(ModelReply.Call("slow", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("slow", async (_, token) =>
        {
            await new TaskCompletionSource().Task.WaitAsync(token);
            return null;
        });
        await using var host = new TestHost(
            model, agent => agent.WithTool(tool, t => t.WhenUnknown(UnknownOutcomeHandling.TellModel)).WithLimits(l => l.MaxStepDuration = TimeSpan.FromSeconds(30)),
            services: s => s.AddSingleton<TimeProvider>(clock));

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Go.");
        await RunChecks.UntilAsync(() => tool.Count == 1 && clock.ArmedTimers == 2);
        clock.Advance(TimeSpan.FromSeconds(30));
        AgentRun run = await running.Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        model.Requests[1].AnswerTo("c").Should().Contain("may or may not have happened");
        ToolCompleted completed = (await host.LogAsync(run.Id)).Of<ToolCompleted>().First();
        completed.Outcome.Should().Be(ToolOutcomeKind.Unknown);
        completed.FailureClass.Should().Be(FailureClass.Timeout);
    }

    [Theory, BothModes]
    public async Task Tool_BlocksItsThreadForEver_TimesOutAllTheSame(RunMode mode)
    {
        var clock = new FakeClock();
        using var release = new ManualResetEventSlim();
        var model = new ScriptedChatClient(ModelReply.Call("block", "{}", "c"), ModelReply.Text("Done."));
        var tool = new CountingTool("block", (_, _) =>
        {
            release.Wait(CancellationToken.None);
            return new("free");
        });
        await using var host = new TestHost(
            model, agent => agent.WithTool(tool, t => t.Timeout(TimeSpan.FromSeconds(10)).WhenUnknown(UnknownOutcomeHandling.TellModel)), services: s => s.AddSingleton<TimeProvider>(clock));

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Go.");
        await RunChecks.UntilAsync(() => tool.Count == 1 && clock.ArmedTimers == 2);
        clock.Advance(TimeSpan.FromSeconds(10));
        AgentRun run = await running.Soon();
        release.Set();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        (await host.LogAsync(run.Id)).Of<ToolCompleted>().First().Outcome.Should().Be(ToolOutcomeKind.Unknown);
    }

    [Theory, BothModes]
    public async Task CancelledRun_ToolIgnoresItsToken_EndsAfterTheGraceWithAnUnknownOutcome(RunMode mode)
    {
        var clock = new FakeClock();
        var finish = new TaskCompletionSource();
        var model = new ScriptedChatClient(ModelReply.Call("slow"), ModelReply.Text("Done."));
        var tool = new CountingTool("slow", async (_, _) =>
        {
            await finish.Task;
            return "late";
        });
        await using var host = new TestHost(model, agent => agent.WithTool(tool).WithLimits(l => (l.MaxDuration, l.MaxStepDuration) = (null, null)),
            services: s => s.AddSingleton<TimeProvider>(clock));
        using var cancel = new CancellationTokenSource();

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Go.", cancellationToken: cancel.Token);
        await RunChecks.UntilAsync(() => tool.Count == 1);
        await cancel.CancelAsync();
        await RunChecks.UntilAsync(() => clock.ArmedTimers == 1);
        running.IsCompleted.Should().BeFalse();
        clock.Advance(new AgentOptions().CancellationGrace);
        AgentRun run = await running.Soon();

        run.Status.Should().Be(RunStatus.Cancelled);
        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Unknown);
        finish.SetResult();
        await RunChecks.UntilAsync(async () => (await host.LogAsync(run.Id)).Of<ToolCompleted>().Any(c => c.Late));
        await host.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task CancelledRun_ToolFinishesWithinTheGrace_ItsOutcomeIsRecorded(RunMode mode)
    {
        var clock = new FakeClock();
        var finish = new TaskCompletionSource();
        var model = new ScriptedChatClient(ModelReply.Call("slow"), ModelReply.Text("Done."));
        var tool = new CountingTool("slow", async (_, _) =>
        {
            await finish.Task;
            return "paid";
        });
        await using var host = new TestHost(model, agent => agent.WithTool(tool), services: s => s.AddSingleton<TimeProvider>(clock));
        using var cancel = new CancellationTokenSource();

        Task<AgentRun> running = mode.RunAsync(host.Agent, "Go.", cancellationToken: cancel.Token);
        await RunChecks.UntilAsync(() => tool.Count == 1 && clock.ArmedTimers == 2);
        await cancel.CancelAsync();
        running.IsCompleted.Should().BeFalse();
        finish.SetResult();
        AgentRun run = await running.Soon();

        run.Status.Should().Be(RunStatus.Cancelled);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Succeeded);
        run.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Single().Result!.ToString().Should().Be("paid");
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
                return;
            seen = before;
        }
    }

    private sealed class Scoped : IAsyncDisposable
    {
        private int _disposed;

        public bool Throws { get; set; }

        public bool IsDisposed => Volatile.Read(ref _disposed) == 1;

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            Volatile.Write(ref _disposed, 1);
            if (Throws)
                throw new InvalidOperationException("cannot be disposed");
        }
    }
}
