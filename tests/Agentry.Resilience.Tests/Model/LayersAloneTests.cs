using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>The same layers around a client, under a loop of somebody else.</summary>
public sealed class LayersAloneTests
{
    [Theory, BothModes]
    public async Task GuardedClient_RetriesAndFailsOver(RunMode mode)
    {
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(500)));
        var second = new ScriptedChatClient(ModelReply.Text("Here you are."));
        await using TestHost host = ResilientHost.Create(
            model, clock, o => o.FailoverTo.Add("second"), services: s => s.AddKeyedSingleton<IChatClient>("second", second));
        IChatClient client = host.Agent.ChatClient;

        Task<ChatResponse> work = mode == RunMode.Plain
            ? client.GetResponseAsync("Hello")
            : client.GetStreamingResponseAsync("Hello").ToChatResponseAsync();
        await clock.PassWaitsAsync(work);

        (await work).Text.Should().Be("Here you are.");
        model.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task GuardedFunction_RetriesWhatMayRepeat()
    {
        var clock = new WatchedClock();
        int calls = 0;
        var tool = new CountingTool("look", (_, _) => calls++ == 0 ? throw new HttpRequestException("gone") : new ValueTask<object?>("found"));
        await using TestHost host = ResilientHost.Create(new ScriptedChatClient(), clock, agent: a => a.WithTool(tool, t => t.ReadOnly()));

        Task<object?> work = host.Agent.Functions.Single().InvokeAsync().AsTask();
        await clock.PassWaitsAsync(work);

        (await work)!.ToString().Should().Be("found");
        tool.Count.Should().Be(2);
    }
}
