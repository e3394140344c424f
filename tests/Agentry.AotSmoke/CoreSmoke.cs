using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using static Agentry.AotSmoke.Smoke;

namespace Agentry.AotSmoke;

/// <summary>Core alone: a contract that refuses, a typed tool result, a conversation read back from the log.</summary>
internal static class CoreSmoke
{
    public static async Task RunAsync()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Agentry:Agents:smoke:Limits:MaxTurns", "5"), new("Agentry:Agents:smoke:Tools:price:Timeout", "00:00:10")])
            .Build();
        var model = new ScriptedChatClient(request => (request.Index % 3) switch
        {
            0 => ModelReply.Call("price", """{"sku":7}"""),
            1 => ModelReply.Call("price", """{"sku":"lamp"}"""),
            _ => ModelReply.Text("The lamp costs 12.50."),
        });
        var services = new ServiceCollection();
        services.AddSingleton<IChatClient>(model);
        services.AddAgentry(configuration.GetSection("Agentry")).AddAgent("smoke", agent => agent
            .WithInstructions("Answer with prices.")
            .WithTool("price", "Gives the price of an item.", (string sku) => new Price(sku, 12.50m), tool => tool.ReadOnly(), SmokeJson.Default.Options));
        await using ServiceProvider provider = services.BuildServiceProvider();
        Agent agent = provider.GetRequiredKeyedService<Agent>("smoke");
        AgentRuns runs = provider.GetRequiredService<AgentRuns>();

        AgentRun plain = await Smoke.RunAsync(
            agent, new RunRequest("What does the lamp cost?") { ConversationId = "c", Caller = AgentCaller.Of("smoke", "read") }, streaming: false);
        Check(plain.Status == RunStatus.Completed, "plain run completes: " + plain);
        Check(plain.ToolCalls == 1, "the call that broke the contract did not run");
        Check((await runs.VerifyAsync(plain.Id)).IsIntact, "its log verifies");
        Check((await runs.GetAsync(plain.Id))?.Text == plain.Text, "it reads back from its log");

        AgentRun streamed = await Smoke.RunAsync(agent, new RunRequest("And again?") { ConversationId = "c" }, streaming: true);
        Check(streamed is { Status: RunStatus.Completed }, "streamed run completes: " + streamed);
        Check(model.Requests[3].Messages.Count > model.Requests[0].Messages.Count, "the conversation's history came back from the log");
    }
}
