using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class CompleteReplyClientTests
{
    [Fact]
    public async Task Stream_WithoutAFinishReason_FailsAfterItsText()
    {
        var client = new CompleteReplyClient(new ScriptedChatClient(ModelReply.Cut("half of")), requireFinishReason: true);
        List<string> text = [];
        Func<Task> read = async () =>
        {
            await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("Hello."))
                text.Add(update.Text);
        };

        (await read.Should().ThrowAsync<ModelStreamCutException>()).Which.FailureClass.Should().Be(FailureClass.Transient);
        string.Concat(text).Should().Be("half of");
    }

    [Fact]
    public async Task Stream_WithAFinishReason_PassesUntouched()
    {
        var client = new CompleteReplyClient(new ScriptedChatClient(ModelReply.Text("Hello you.").WithUsage(1, 2)), requireFinishReason: true);

        ChatResponse response = await client.GetStreamingResponseAsync("Hello.").ToChatResponseAsync();

        response.Text.Should().Be("Hello you.");
        response.FinishReason.Should().Be(ChatFinishReason.Stop);
        response.Usage!.OutputTokenCount.Should().Be(2);
    }

    [Fact]
    public async Task Stream_ReaderLeavesEarly_IsNotAFailure()
    {
        var client = new CompleteReplyClient(new ScriptedChatClient(ModelReply.Cut("half of")), requireFinishReason: true);

        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("Hello."))
        {
            update.Text.Should().Be("half ");
            break;
        }
    }

    [Fact]
    public async Task Stream_ThatThrows_KeepsItsOwnException()
    {
        var client = new CompleteReplyClient(new ScriptedChatClient(ModelReply.Throw(new HttpRequestException("down"))), requireFinishReason: true);
        Func<Task> read = () => client.GetStreamingResponseAsync("Hello.").ToChatResponseAsync();

        await read.Should().ThrowAsync<HttpRequestException>();
    }

    [Fact]
    public async Task Plain_WithoutAFinishReason_IsAccepted()
    {
        var client = new CompleteReplyClient(new ScriptedChatClient(ModelReply.Cut("All of it.")), requireFinishReason: true);

        (await client.GetResponseAsync("Hello.")).Text.Should().Be("All of it.");
    }

    [Theory, BothModes]
    public async Task Reply_OfNothingButAnError_Fails(RunMode mode)
    {
        var error = new ErrorContent("The text may hold content.") { ErrorCode = "Refusal" };
        var client = new CompleteReplyClient(new ScriptedChatClient(ModelReply.Of([error], ChatFinishReason.Stop)), requireFinishReason: true);
        Func<Task> read = () => mode == RunMode.Plain
            ? client.GetResponseAsync("Hello.")
            : client.GetStreamingResponseAsync("Hello.").ToChatResponseAsync();

        ModelErrorException thrown = (await read.Should().ThrowAsync<ModelErrorException>()).Which;
        thrown.FailureClass.Should().Be(FailureClass.ContentBlocked);
        thrown.Code.Should().Be("Refusal");
        thrown.Message.Should().NotContain("The text");
    }

    [Theory, BothModes]
    public async Task Reply_WithContentBesideAnError_Passes(RunMode mode)
    {
        var script = new ScriptedChatClient(ModelReply.Of([new TextContent("Here."), new ErrorContent("A remark.")], ChatFinishReason.Stop));
        var client = new CompleteReplyClient(script, requireFinishReason: true);

        ChatResponse response = mode == RunMode.Plain
            ? await client.GetResponseAsync("Hello.")
            : await client.GetStreamingResponseAsync("Hello.").ToChatResponseAsync();

        response.Text.Should().Be("Here.");
    }

    [Theory]
    [InlineData(true, RunStatus.Failed)]
    [InlineData(false, RunStatus.Completed)]
    public async Task Agent_StreamWithoutAFinishReason_FailsUnlessTheHostDoesNotRequireOne(bool require, RunStatus status)
    {
        await using var host = new TestHost(
            new ScriptedChatClient(ModelReply.Cut("half of")), agent => agent.ConfigureAgent(o => o.RequireFinishReason = require));

        AgentRun run = await RunMode.Streaming.RunAsync(host.Agent, "Hello.");

        run.Status.Should().Be(status, run.ToString());
    }
}
