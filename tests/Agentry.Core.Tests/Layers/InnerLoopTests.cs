using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>A model that is itself a tool loop, below an agent: it must not be able to run the agent's tools around the agent.</summary>
public sealed class InnerLoopTests
{
    [Theory]
    [InlineData(RunMode.Plain, false)]
    [InlineData(RunMode.Plain, true)]
    [InlineData(RunMode.Streaming, false)]
    [InlineData(RunMode.Streaming, true)]
    public async Task AgentOverAnInnerLoop_ToolsRunInTheAgentAlone(RunMode mode, bool marked)
    {
        var pay = new CountingTool("pay");
        AIFunction function = marked ? new ApprovalRequiredAIFunction(pay) : pay;
        var model = new ScriptedChatClient(ModelReply.Call("pay", """{"amount":10}"""), ModelReply.Text("Paid."));
        await using var host = new TestHost(new ForeignToolLoop(model), agent => agent.WithTool(function));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.");

        run.Status.Should().Be(marked ? RunStatus.AwaitingApproval : RunStatus.Completed, run.ToString());
        pay.Invocations.Should().HaveCount(marked ? 0 : 1).And.NotContain(i => i.IdempotencyKey == null);
        model.Requests.Should().OnlyContain(r => r.Options!.Tools!.All(t => !(t is AIFunction)));
    }

    [Fact]
    public async Task WhatTheModelGets_HandsOutNoFunction()
    {
        var pay = new CountingTool("pay", returnSchema: """{"type":"string"}""");
        AITool? sent = null;
        await using var host = new TestHost(
            new ScriptedChatClient(request =>
            {
                sent = request.Options!.Tools!.Single();
                return ModelReply.Text("Hm.");
            }),
            agent => agent.WithTool(new ApprovalRequiredAIFunction(pay)));

        await host.Agent.RunAsync("Pay.");

        var declaration = sent.Should().BeAssignableTo<AIFunctionDeclaration>().Subject;
        declaration.Name.Should().Be("pay");
        declaration.JsonSchema.GetRawText().Should().Be(pay.JsonSchema.GetRawText());
        declaration.ReturnJsonSchema!.Value.GetRawText().Should().Be("""{"type":"string"}""");
        declaration.GetService<AIFunction>().Should().BeNull();
        declaration.GetService<CountingTool>().Should().BeNull();
        declaration.GetService<ApprovalRequiredAIFunction>().Should().BeNull();
    }

    [Theory, BothModes]
    public async Task KeyedClient_UnderAnInnerLoopWithBareFunctions_IsTheHostsOwnChoice(RunMode mode)
    {
        var look = new CountingTool("look");
        var model = new ScriptedChatClient(ModelReply.Call("look"), ModelReply.Text("Seen."));
        await using var host = new TestHost(new ForeignToolLoop(model));
        IChatClient client = host.Services.GetRequiredKeyedService<IChatClient>("agentry:test");

        ChatResponse response = await mode.AskAsync(client, "Look.", LoopModes.Tools(look));

        response.Text.Should().Be("Seen.");
        look.Count.Should().Be(1);
        RunSummary run = (await host.Runs.ListAsync()).Single();
        (await host.Runs.StateAsync(run.Run.RunId)).Calls.Should().BeEmpty("calls that the client below handled are not proposals");
        WellFormed.Problem(await host.Runs.MessagesAsync(run.Run.RunId)).Should().BeNull();
    }
}
