using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

public sealed class MidStreamTests
{
    [Fact]
    public async Task Scenario45_StreamFailsBeforeItsFirstContent_IsAskedAgainWithoutATrace()
    {
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(request => request.Index == 0
            ? ModelReply.Of([new TextContent(""), new UsageContent(new UsageDetails { InputTokenCount = 5 })], null)
            : ModelReply.Text("Here you are."));
        await using TestHost host = ResilientHost.Create(model, clock);
        List<RunUpdate> updates = [];

        Task<AgentRun> work = RunMode.Streaming.RunAsync(host.Agent, "Hello", updates);
        await clock.PassWaitsAsync(work);
        AgentRun run = await work;

        run.Text.Should().Be("Here you are.");
        run.Messages.Should().HaveCount(2);
        run.Usage.InputTokenCount.Should().Be(0, "the attempt that failed is not part of the reply");
        updates.OfType<AttemptRestartedUpdate>().Should().BeEmpty();
    }

    [Theory]
    [InlineData(MidStreamFailure.Fail)]
    [InlineData(MidStreamFailure.Restart)]
    public async Task Scenario45_StreamFailsAfterItsFirstContent_FollowsThePolicy(MidStreamFailure policy)
    {
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(request => request.Index == 0 ? ModelReply.Cut("Here is half ") : ModelReply.Text("Here you are."));
        await using TestHost host = ResilientHost.Create(model, clock, o => o.AfterFirstContent = policy);
        List<RunUpdate> updates = [];

        Task<AgentRun> work = RunMode.Streaming.RunAsync(host.Agent, "Hello", updates);
        await clock.PassWaitsAsync(work);
        AgentRun run = await work;

        bool restarts = policy == MidStreamFailure.Restart;
        run.Status.Should().Be(restarts ? RunStatus.Completed : RunStatus.Failed);
        run.Text.Should().Be(restarts ? "Here you are." : "Here is half ");
        model.Requests.Should().HaveCount(restarts ? 2 : 1);
        updates.OfType<AttemptRestartedUpdate>().Select(u => u.Because).Should().Equal(restarts ? [FailureClass.Transient] : []);
        (await host.CheckAsync(run)).Bodies(ResilienceEvents.AttemptFailed).Single().Text("because").Should().Be(restarts ? null : "content_was_shown");
    }

    [Fact]
    public async Task Restart_WhenEveryStreamIsCut_MakesNoMoreAttemptsThanConfigured()
    {
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(_ => ModelReply.Cut("Half "));
        await using TestHost host = ResilientHost.Create(model, clock, o => o.AfterFirstContent = MidStreamFailure.Restart);
        List<RunUpdate> updates = [];

        Task<AgentRun> work = RunMode.Streaming.RunAsync(host.Agent, "Hello", updates);
        await clock.PassWaitsAsync(work);

        (await work).FailureClass.Should().Be(FailureClass.Transient);
        model.Requests.Should().HaveCount(3);
        updates.OfType<AttemptRestartedUpdate>().Should().HaveCount(2);
    }

    [Fact]
    public async Task Restart_AtTheNextModel_TellsTheReader()
    {
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(_ => ModelReply.Cut("Half "));
        var second = new ScriptedChatClient(ModelReply.Text("Here you are."));
        await using TestHost host = ResilientHost.Create(
            model,
            clock,
            o =>
            {
                (o.AfterFirstContent, o.Retry.MaxAttempts) = (MidStreamFailure.Restart, 1);
                o.FailoverTo.Add("second");
            },
            services: s => s.AddKeyedSingleton<IChatClient>("second", second));
        List<RunUpdate> updates = [];

        AgentRun run = await RunMode.Streaming.RunAsync(host.Agent, "Hello", updates).Soon();

        run.Text.Should().Be("Here you are.");
        updates.OfType<AttemptRestartedUpdate>().Should().ContainSingle();
    }

    [Fact]
    public async Task Restart_UnderAForeignLoop_FailsInsteadOfRepeatingText()
    {
        var model = new ScriptedChatClient(request => request.Index == 0 ? ModelReply.Cut("Half ") : ModelReply.Text("Here you are."));
        await using TestHost host = ResilientHost.Create(model, new WatchedClock(), o => o.AfterFirstContent = MidStreamFailure.Restart);

        Func<Task> reading = async () =>
        {
            await foreach (ChatResponseUpdate unused in host.Agent.ChatClient.GetStreamingResponseAsync("Hello"))
            {
            }
        };

        await reading.Should().ThrowAsync<ModelStreamCutException>();
        model.Requests.Should().ContainSingle();
    }
}
