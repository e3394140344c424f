using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class ToolRegistrationTests
{
    [Fact]
    public async Task WithTools_MarkedMethods_BecomeContracts()
    {
        await using var host = new TestHost(new ScriptedChatClient(), agent => agent.WithTools<SampleTools>());

        IReadOnlyList<ToolContract> tools = host.Agent.Tools;

        tools.Select(t => t.Name).Should().BeEquivalentTo("get_order", "pay_back", "html_page2_text");
        ToolContract pay = tools.Single(t => t.Name == "pay_back");
        (pay.Effect, pay.Risk, pay.Reversible, pay.Timeout).Should().Be((ToolEffect.Keyed, RiskTier.High, true, TimeSpan.FromSeconds(2.5)));
        pay.RequiredScopes.Should().BeEquivalentTo("pay", "refund");
        ToolContract get = tools.Single(t => t.Name == "get_order");
        (get.Effect, get.Risk, get.Timeout, get.Description).Should().Be((ToolEffect.ReadOnly, RiskTier.Low, null, "Finds an order."));
        get.Function.JsonSchema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Should().Equal("id");
        ToolContract plain = tools.Single(t => t.Name == "html_page2_text");
        (plain.Effect, plain.Risk).Should().Be((ToolEffect.NonIdempotent, RiskTier.Medium));
    }

    [Theory, BothModes]
    public async Task WithTools_SeveralCalls_EachHasAnInstanceInItsOwnScope(RunMode mode)
    {
        var created = new List<ScopedCounter>();
        var model = new ScriptedChatClient(
            ModelReply.Calls(("where", "{}", "c1"), ("where", "{}", "c2")), ModelReply.Call("where", "{}", "c3"), ModelReply.Text("Done."));
        await using var host = new TestHost(
            model,
            agent => agent.WithTools<WhereTools>(),
            services: services => services.AddSingleton(created).AddScoped<ScopedCounter>());

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        created.Should().HaveCount(3).And.OnlyContain(c => c.Disposals == 1);
        created.Select(c => c.Key).Should().OnlyHaveUniqueItems().And.NotContainNulls();
    }

    [Theory, BothModes]
    public async Task WithTool_DelegateWithContextAndServices_GetsBothAndShowsNeither(RunMode mode)
    {
        string? seen = null;
        var model = new ScriptedChatClient(ModelReply.Call("look", """{"id":7}"""), ModelReply.Text("Done."));
        await using var host = new TestHost(
            model,
            agent => agent.WithTool(
                "look",
                "Looks.",
                (int id, ToolCallContext call, IServiceProvider services, CancellationToken token) =>
                {
                    seen = $"{id} {call.CallId} {services.GetRequiredService<CallScope>() == call.Services.GetRequiredService<CallScope>()} {token.CanBeCanceled}";
                    return "seen";
                },
                t => t.ReadOnly()),
            services: services => services.AddScoped<CallScope>());

        await mode.RunAsync(host.Agent, "Go.");

        seen.Should().Be("7 call_0_look True True");
        host.Agent.Tools.Single().Function.JsonSchema.GetProperty("properties").EnumerateObject().Select(p => p.Name).Should().Equal("id");
    }

    [Fact]
    public async Task WithTool_MadeFromServices_IsMadeOnce()
    {
        int made = 0;
        await using var host = new TestHost(new ScriptedChatClient(), agent => agent.WithTool(services =>
        {
            made++;
            return new CountingTool(services.GetRequiredService<string>());
        }), services: services => services.AddSingleton("look"));

        _ = host.Agent;
        _ = host.Agent.Tools;

        made.Should().Be(1);
        host.Agent.Tools.Single().Name.Should().Be("look");
    }

    [Theory, BothModes]
    public async Task WithTool_AnotherAgentFromTheServices_IsAChildRun(RunMode mode)
    {
        using var child = new ScriptedChatClient(ModelReply.Text("Four."));
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Call("maths", """{"task":"2 + 2"}"""), ModelReply.Text("It is four.")),
            agent => agent.WithTool(services => services.GetRequiredKeyedService<Agent>("maths").AsTool()),
            all => all.AddAgent("maths", agent => agent.WithChatClient(child)));

        AgentRun run = await mode.RunAsync(host.Agent, "What is 2 + 2?");

        run.Text.Should().Be("It is four.");
        RunSummary childRun = (await host.Runs.ListAsync(new RunQuery { ParentRun = run.Id.Value })).Should().ContainSingle().Subject;
        (childRun.Agent, childRun.Status).Should().Be(("maths", RunStatus.Completed));
    }

    [Fact]
    public void WithTool_AnotherAgentUsedWhileAgentsAreMade_IsAReadableError()
    {
        using var host = new ConfiguredHost(all => all
            .AddAgent("a", agent => agent.WithTool(services => new CountingTool(services.GetRequiredKeyedService<Agent>("b").Version)))
            .AddAgent("b"));

        host.ResolveErrors("a").Should().ContainSingle().Which.Should().Contain("agent 'b' was used while the agents are composed");
    }

    [Fact]
    public void WithTools_ClassWithoutTools_IsAnError() =>
        FluentActions.Invoking(() => new ServiceCollection().AddAgentry().AddAgent("a", agent => agent.WithTools<CallScope>()))
            .Should().Throw<AgentryConfigurationException>().WithMessage("*no public method with *AgentTool*");

    [Fact]
    public void WithTools_DisposableSingleton_IsAnError()
    {
        var services = new ServiceCollection();
        services.AddSingleton<DisposableTools>();

        FluentActions.Invoking(() => services.AddAgentry().AddAgent("a", agent => agent.WithTools<DisposableTools>()))
            .Should().Throw<AgentryConfigurationException>().WithMessage("*disposable singleton*");
    }

    internal sealed class ScopedCounter : IDisposable
    {
        public ScopedCounter(List<ScopedCounter> created)
        {
            lock (created)
                created.Add(this);
        }

        public string? Key { get; set; }

        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }

    internal sealed class WhereTools(ScopedCounter counter)
    {
        [AgentTool(Effect = ToolEffect.ReadOnly)]
        public string Where(ToolCallContext call)
        {
            counter.Key = call.IdempotencyKey;
            return "here";
        }
    }

    internal sealed class DisposableTools : IDisposable
    {
        [AgentTool]
        public string Act() => "done";

        public void Dispose()
        {
            // Only its presence counts.
        }
    }
}
