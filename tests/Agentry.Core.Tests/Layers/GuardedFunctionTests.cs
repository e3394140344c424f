using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class GuardedFunctionTests
{
    [Theory]
    [InlineData(ToolEffect.ReadOnly, false, 1)]
    [InlineData(ToolEffect.Idempotent, false, 1)]
    [InlineData(ToolEffect.Keyed, false, 1)]
    [InlineData(ToolEffect.NonIdempotent, false, 0)]
    [InlineData(ToolEffect.NonIdempotent, true, 1)]
    public async Task Invoke_WithoutAScope_RunsUnlessItMustNotRepeat(ToolEffect effect, bool allow, int times)
    {
        await using var desk = new LayersDesk();
        var tool = new CountingTool("tool");
        GuardedFunction guarded = desk.Guard(tool, t => t.Effect(effect).Options.AllowWithoutScope = allow);

        string? answer = (await guarded.InvokeAsync())?.ToString();

        tool.Count.Should().Be(times);
        RunSummary run = (await desk.RunsAsync()).Single();
        run.ToolCalls.Should().Be(times);
        IReadOnlyList<Type> kinds = await desk.KindsAsync(run.Run.RunId);
        if (times == 1)
        {
            answer.Should().Be("done");
            kinds.Should().Equal(typeof(RunStarted), typeof(CallRequested), typeof(ToolIntended), typeof(ToolCompleted), typeof(RunEnded));
        }
        else
        {
            answer.Should().Contain("needs a run scope");
            kinds.Should().Equal(typeof(RunStarted), typeof(CallRequested), typeof(ToolRefused), typeof(RunEnded));
        }
    }

    [Fact]
    public async Task Invoke_WithoutAScope_EachTimeIsARunOfItsOwn()
    {
        await using var desk = new LayersDesk();
        var tool = new CountingTool("tool");
        GuardedFunction guarded = desk.Guard(tool, t => t.Keyed());

        await guarded.InvokeAsync();
        await guarded.InvokeAsync();

        tool.Invocations.Select(i => i.IdempotencyKey).Should().OnlyHaveUniqueItems().And.NotContainNulls();
        (await desk.RunsAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Invoke_InsideAnAgentsTool_KeepsTheCallerAndIsAChildRun()
    {
        await using var desk = new LayersDesk();
        GuardedFunction look = desk.Guard(new CountingTool("look"), t => t.ReadOnly().RequireScopes("orders"));
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Call("outer"), ModelReply.Text("Done.")),
            agent => agent.WithTool(new CountingTool("outer", async (_, token) => await look.InvokeAsync(null, token)), t => t.ReadOnly()));
        RunScope unrelated = RunScope.Begin(desk.Pipeline);

        AgentRun run = await host.Agent.RunAsync(new RunRequest("Look.") { Caller = AgentCaller.Of("ann", "orders") });

        await unrelated.DisposeAsync();
        run.Messages.Answers().Should().Equal("done");
        RunSummary child = (await desk.RunsAsync()).Should().ContainSingle(r => r.Run.RunId != unrelated.RunId).Subject;
        child.ParentRun.Should().Be(run.Id.Value);
        child.Subject.Should().Be("ann");
        (await desk.RunsAsync()).Single(r => r.Run.RunId == unrelated.RunId).ToolCalls.Should().Be(0);
    }

    [Fact]
    public async Task Invoke_InAScopeThatAskedNoModel_IsRefusedUnlessTheHostAccepts()
    {
        await using var desk = new LayersDesk();
        var tool = new CountingTool("tool");
        GuardedFunction guarded = desk.Guard(tool);
        await using (RunScope.Begin(desk.Pipeline))
            (await guarded.InvokeAsync())!.ToString().Should().Contain("acceptUnproposed");
        tool.Count.Should().Be(0);

        await using (RunScope.Begin(desk.Pipeline, acceptUnproposed: true))
        {
            await guarded.InvokeAsync();
            await guarded.InvokeAsync();
        }

        tool.Invocations.Select(i => i.IdempotencyKey).Should().HaveCount(2).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Invoke_LoopsServicesAndContext_ReachTheTool()
    {
        await using var desk = new LayersDesk();
        await using ServiceProvider services = new ServiceCollection().AddScoped<Guest>().BuildServiceProvider();
        (object? Value, Guest? Guest, ToolCallContext? Call) seen = default;
        var tool = new CountingTool("tool", (arguments, _) =>
        {
            seen = (arguments.Context!["session"], arguments.Services!.GetService<Guest>(), ToolCallContext.From(arguments));
            return new("done");
        });
        var arguments = new AIFunctionArguments
        {
            Services = services,
            Context = new Dictionary<object, object?> { ["session"] = 42 },
        };

        await desk.Guard(tool, t => t.ReadOnly()).InvokeAsync(arguments);

        seen.Value.Should().Be(42);
        seen.Guest!.Gone.Should().BeTrue("the call had a scope of its own");
        seen.Call!.Contract.Name.Should().Be("tool");
        arguments.Context.Should().HaveCount(1, "the loop's arguments stay as they are");
    }

    [Fact]
    public async Task Invoke_ArgumentsWithoutAJsonForm_IsRefusedAndDoesNotThrow()
    {
        await using var desk = new LayersDesk();
        var tool = new CountingTool("tool");
        await using (RunScope.Begin(desk.Pipeline))
        {
            object? answer = await desk.Guard(tool).InvokeAsync(new AIFunctionArguments { ["stream"] = new Action(() => { }) });
            answer.Should().BeOfType<string>().Which.Should().Contain("was not run");
        }

        tool.Count.Should().Be(0);
    }

    [Fact]
    public async Task Invoke_StoreIsDown_ThrowsAndRunsNothing()
    {
        var tool = new CountingTool("tool");
        AgentPipeline pipeline = AgentPipeline.Create("desk", new BrokenStore());
        var guarded = new GuardedFunction(tool, pipeline);
        RunScope scope = RunScope.Begin(pipeline, acceptUnproposed: true);
        Func<Task> invoke = () => guarded.InvokeAsync().AsTask();
        Func<Task> dispose = () => scope.DisposeAsync().AsTask();

        await invoke.Should().ThrowAsync<RunStoreException>();
        await dispose.Should().ThrowAsync<RunStoreException>();

        tool.Count.Should().Be(0);
        RunScope.Current.Should().BeNull();
    }

    [Fact]
    public void P13_GetService_ForwardsAllButTheApprovalMarker()
    {
        AgentPipeline pipeline = AgentPipeline.Create("desk");
        var tool = new CountingTool("tool");
        var marked = new ApprovalRequiredAIFunction(tool);
        var guarded = new GuardedFunction(marked, pipeline);

        marked.GetService<ApprovalRequiredAIFunction>().Should().NotBeNull();
        guarded.GetService<ApprovalRequiredAIFunction>().Should().BeNull();
        guarded.GetService<GuardedFunction>().Should().BeSameAs(guarded);
        guarded.GetService<CountingTool>().Should().BeSameAs(tool);
        guarded.Name.Should().Be("tool");
        guarded.JsonSchema.GetRawText().Should().Be(tool.JsonSchema.GetRawText());
    }

    [Fact]
    public async Task P13_MarkedFunction_InvokedDirectly_RunsBareAndWaitsGuarded()
    {
        await using var desk = new LayersDesk();
        var tool = new CountingTool("tool");
        var marked = new ApprovalRequiredAIFunction(tool);
        await marked.InvokeAsync();
        tool.Count.Should().Be(1, "the marker by itself enforces nothing");

        object? answer = await desk.Guard(marked, t => t.ReadOnly()).InvokeAsync();

        answer!.ToString().Should().Contain("waits for a person's approval");
        tool.Count.Should().Be(1);
    }

    [Fact]
    public void Create_BadOptions_SaysWhatIsWrong()
    {
        Action create = () => _ = new GuardedFunction(
            new CountingTool("tool", schema: """{"type":"nonsense"}"""), AgentPipeline.Create("desk"));

        create.Should().Throw<AgentryConfigurationException>().Which.Message.Should().Contain("tool");
    }

    private sealed class Guest : IDisposable
    {
        public bool Gone { get; private set; }

        public void Dispose() => Gone = true;
    }

    private sealed class BrokenStore() : DelegatingRunStore(new InMemoryRunStore())
    {
        public override ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default) =>
            throw new IOException("disk full");
    }
}
