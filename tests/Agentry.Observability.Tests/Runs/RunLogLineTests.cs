using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agentry.Tests;

public sealed class RunLogLineTests
{
    [Theory, BothModes]
    public async Task Run_Completes_IsOneLineInsideItsSpan(RunMode mode)
    {
        using var book = new LogBook();
        await using var observed = new Observed(
            new ScriptedChatClient(ModelReply.Text("Hello.").WithUsage(10, 5)),
            services: services => services.AddLogging(logging => logging.AddProvider(book)));

        AgentRun run = await mode.RunAsync(observed.Agent, new RunRequest("Hi.") { ConversationId = "talk-7" });

        LogLine line = book.OfRuns.Should().ContainSingle().Subject;
        line.Level.Should().Be(LogLevel.Information);
        line.Id.Should().Be(100);
        line.Text.Should().Be($"Run {run.Id.Value} of agent test Completed after 0 s: 1 turns, 0 tool calls, 10 tokens in, 5 out; reason none.");
        line.SpanId.Should().Be(observed.TheSpan("invoke_agent").SpanId.ToString());
        line.Scope["RunId"].Should().Be(run.Id.Value);
        line.Scope["Agent"].Should().Be("test");
        line.Scope["ConversationId"].Should().Be("talk-7");
    }

    [Theory, BothModes]
    public async Task Run_Fails_IsAWarningWithTheClass(RunMode mode)
    {
        using var book = new LogBook();
        await using var observed = new Observed(
            new ScriptedChatClient(ModelReply.Throw(new IOException("secret"))),
            services: services => services.AddLogging(logging => logging.AddProvider(book)));

        await mode.RunAsync(observed.Agent, "Hi.");

        LogLine line = book.OfRuns.Should().ContainSingle().Subject;
        line.Level.Should().Be(LogLevel.Warning);
        line.Text.Should().Contain("Transient").And.Contain("model_failed").And.NotContain("secret");
    }

    [Theory, BothModes]
    public async Task Run_ToolWritesToTheHostsLog_LineCarriesTheRun(RunMode mode)
    {
        using var book = new LogBook();
        ILogger? logger = null;
        var tool = new CountingTool("work", (_, _) =>
        {
            logger!.LogWarning("Low on stock.");
            return new("done");
        });
        await using var observed = new Observed(
            new ScriptedChatClient(ModelReply.Call("work"), ModelReply.Text("Done.")),
            agent: agent => agent.WithTool(tool),
            services: services => services.AddLogging(logging => logging.AddProvider(book)));
        logger = observed.Host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Shop");

        AgentRun run = await mode.RunAsync(observed.Agent, "Hi.");

        LogLine line = book.Lines.Should().ContainSingle(l => l.Category == "Shop").Subject;
        line.Scope["RunId"].Should().Be(run.Id.Value);
        line.SpanId.Should().Be(observed.TheSpan("execute_tool").SpanId.ToString());
    }
}
