using System.Globalization;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class ModelRetryTests
{
    [Theory, BothModes]
    public async Task FailedCall_ThatMaySucceedLater_IsMadeAgainAndRecorded(RunMode mode)
    {
        var clock = new WatchedClock();
        ScriptedChatClient model = ResilientHost.FailsThenAnswers(new HttpRequestException("gone"), new SdkException(503));
        await using TestHost host = ResilientHost.Create(model, clock);

        Task<AgentRun> work = mode.RunAsync(host.Agent, "Hello");
        await clock.PassWaitsAsync(work);
        AgentRun run = await work;

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        run.Text.Should().Be("Here you are.");
        run.Turns.Should().Be(1);
        model.Requests.Should().HaveCount(3);
        var failed = (await host.CheckAsync(run)).Bodies(ResilienceEvents.AttemptFailed);
        failed.Select(b => b.Text("attempt")).Should().Equal("1", "2");
        failed.Select(b => b.Text("failureClass")).Should().AllBe("Transient");
        failed[1].Text("httpStatus").Should().Be("503");
        failed.Should().OnlyContain(b => b.Text("retryInMs") != null && b.Text("because") == null);
    }

    [Theory, BothModes]
    public async Task Scenario41_OneRetryOwner_NeverMoreAttemptsThanConfigured(RunMode mode)
    {
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(500)));
        await using TestHost host = ResilientHost.Create(
            model, clock, o => o.Breaker.Enabled = false, agent => agent.AddResilience(), all => all.AddResilience());

        Task<AgentRun> work = mode.RunAsync(host.Agent, "Hello");
        await clock.PassWaitsAsync(work);
        AgentRun run = await work;

        model.Requests.Should().HaveCount(3);
        run.Status.Should().Be(RunStatus.Failed);
        run.FailureClass.Should().Be(FailureClass.Transient);
        (await host.CheckAsync(run)).Bodies(ResilienceEvents.AttemptFailed)[^1].Text("because").Should().Be("attempts_used");
    }

    [Theory, BothModes]
    public async Task Scenario41_AgentOverAnotherAgentsClient_DoesNotMultiplyAttempts(RunMode mode)
    {
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(500)));
        await using TestHost inner = ResilientHost.Create(model, clock, o => o.Breaker.Enabled = false);
        await using TestHost host = ResilientHost.Create(inner.Agent.ChatClient, clock, o => o.Breaker.Enabled = false);

        Task<AgentRun> work = mode.RunAsync(host.Agent, "Hello");
        await clock.PassWaitsAsync(work);

        (await work).Status.Should().Be(RunStatus.Failed);
        model.Requests.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("retry-after", "7", 7000)]
    [InlineData("Retry-After", "0.4", 400)]
    [InlineData("retry-after-ms", "300", 300)]
    [InlineData("retry-after", "Thu, 01 Jan 2026 12:00:05 GMT", 5000)]
    public async Task Scenario42_RetryAfter_IsHonoured(string header, string value, double milliseconds)
    {
        var clock = new WatchedClock();
        ScriptedChatClient model = ResilientHost.FailsThenAnswers(new SdkException(429, headers: (header, value)));
        await using TestHost host = ResilientHost.Create(model, clock);

        Task<AgentRun> work = host.Agent.RunAsync("Hello");
        (await clock.PassWaitAsync()).Should().Be(ResilientHost.Ms(milliseconds));

        (await work.Soon()).Status.Should().Be(RunStatus.Completed);
    }

    [Theory, BothModes]
    public async Task Scenario42_RetryAfterBeyondTheDeadline_FailsAtOnce(RunMode mode)
    {
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(429, headers: ("retry-after", "50"))));
        await using TestHost host = ResilientHost.Create(
            model, clock, agent: a => a.WithLimits(l => l.MaxDuration = TimeSpan.FromSeconds(40)));

        AgentRun run = await mode.RunAsync(host.Agent, "Hello").Soon();

        run.Status.Should().Be(RunStatus.Failed);
        run.FailureClass.Should().Be(FailureClass.Throttled);
        model.Requests.Should().ContainSingle();
        (await host.LogAsync(run.Id)).Bodies(ResilienceEvents.AttemptFailed).Single().Text("because").Should().Be("no_time_left");
    }

    [Fact]
    public async Task Scenario42_RetryAfterLongerThanAllowed_FailsAtOnce()
    {
        var model = new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(429, headers: ("retry-after", "61"))));
        await using TestHost host = ResilientHost.Create(model, new WatchedClock());

        AgentRun run = await host.Agent.RunAsync("Hello").Soon();

        model.Requests.Should().ContainSingle();
        (await host.LogAsync(run.Id)).Bodies(ResilienceEvents.AttemptFailed).Single().Text("because").Should().Be("retry_after_too_long");
    }

    [Theory, BothModes]
    public async Task Scenario47_CallersCancellation_IsNeverRetriedNorCounted(RunMode mode)
    {
        using var cancel = new CancellationTokenSource();
        var model = new ScriptedChatClient(_ => ModelReply.Hang());
        await using TestHost host = ResilientHost.Create(model, new WatchedClock());

        Task<AgentRun> work = mode.RunAsync(host.Agent, "Hello", cancellationToken: cancel.Token);
        await RunChecks.UntilAsync(() => model.Requests.Count == 1);
        await cancel.CancelAsync();
        AgentRun run = await work.Soon();

        run.Status.Should().Be(RunStatus.Cancelled);
        model.Requests.Should().ContainSingle();
        (await host.CheckAsync(run)).Of<ExtensionEvent>().Should().BeEmpty();
    }

    [Theory, BothModes]
    public async Task Scenario47_CancelledWhileItWaits_DoesNotAskAgain(RunMode mode)
    {
        using var cancel = new CancellationTokenSource();
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(500)));
        await using TestHost host = ResilientHost.Create(model, clock);

        Task<AgentRun> work = mode.RunAsync(host.Agent, "Hello", cancellationToken: cancel.Token);
        await clock.NextWaitAsync();
        await cancel.CancelAsync();

        (await work.Soon()).Status.Should().Be(RunStatus.Cancelled);
        model.Requests.Should().ContainSingle();
    }

    [Theory, BothModes]
    public async Task Scenario49_Backoff_IsExactToThePolicy(RunMode mode)
    {
        const int Seed = 20_260_101;
        var dice = new Random(Seed);
        var clock = new WatchedClock();
        List<DateTimeOffset> asked = [];
        var model = new ScriptedChatClient(_ =>
        {
            asked.Add(clock.GetUtcNow());
            return ModelReply.Throw(new SdkException(500));
        });
        await using TestHost host = ResilientHost.Create(
            model, clock, o => (o.Retry.MaxAttempts, o.Breaker.Enabled) = (6, false), jitter: new Jitter(new Random(Seed).NextDouble));
        double previous = 500;
        var expected = new List<TimeSpan>();
        for (int i = 0; i < 5; i++)
        {
            previous = Math.Round(500 + (dice.NextDouble() * (Math.Min(8000, previous * 3) - 500)));
            expected.Add(TimeSpan.FromMilliseconds(previous));
        }

        Task<AgentRun> work = mode.RunAsync(host.Agent, "Hello");
        List<TimeSpan> waits = await clock.PassWaitsAsync(work);
        await work;

        waits.Should().Equal(expected);
        asked.Zip(asked.Skip(1), (a, b) => b - a).Should().Equal(expected);
        waits.Should().OnlyContain(w => w >= ResilientHost.Ms(500) && w <= ResilientHost.Ms(8000));
    }

    [Theory]
    [InlineData(400, FailureClass.InvalidRequest)]
    [InlineData(401, FailureClass.Unauthorized)]
    [InlineData(402, FailureClass.QuotaExhausted)]
    [InlineData(404, FailureClass.InvalidRequest)]
    [InlineData(413, FailureClass.ContextTooLong)]
    public async Task FailedCall_ThatCannotSucceed_IsNotMadeAgain(int status, FailureClass failure)
    {
        var model = new ScriptedChatClient(_ => ModelReply.Throw(new SdkException(status)));
        await using TestHost host = ResilientHost.Create(model, new WatchedClock());

        AgentRun run = await host.Agent.RunAsync("Hello").Soon();

        run.FailureClass.Should().Be(failure);
        model.Requests.Should().ContainSingle();
    }

    [Theory, BothModes]
    public async Task RefusalByAgentry_IsNeitherRetriedNorRecordedAsAnAttempt(RunMode mode)
    {
        var model = new ScriptedChatClient(_ => ModelReply.Throw(new AgentryException("The budget is used up.", FailureClass.Refused)));
        await using TestHost host = ResilientHost.Create(model, new WatchedClock());

        AgentRun run = await mode.RunAsync(host.Agent, "Hello").Soon();

        run.FailureClass.Should().Be(FailureClass.Refused);
        model.Requests.Should().ContainSingle();
        (await host.LogAsync(run.Id)).Of<ExtensionEvent>().Should().BeEmpty();
    }

    [Theory, BothModes]
    public async Task ReplyOfNothingButAnError_IsAFailureWithItsClass(RunMode mode)
    {
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(request => request.Index == 0
            ? ModelReply.Of([new ErrorContent("Try later.") { ErrorCode = "server_error" }], ChatFinishReason.Stop)
            : ModelReply.Text("Here you are."));
        await using TestHost host = ResilientHost.Create(model, clock);

        Task<AgentRun> work = mode.RunAsync(host.Agent, "Hello");
        await clock.PassWaitsAsync(work);
        AgentRun run = await work;

        run.Text.Should().Be("Here you are.");
        (await host.CheckAsync(run)).Bodies(ResilienceEvents.AttemptFailed).Single().Text("failureClass").Should().Be("Transient");
    }

    [Theory, BothModes]
    public async Task Attempt_ThatTakesTooLong_IsGivenUpAndMadeAgain(RunMode mode)
    {
        var clock = new WatchedClock(TimeSpan.FromHours(1));
        var model = new ScriptedChatClient(request => request.Index == 0 ? ModelReply.Deaf() : ModelReply.Text("Here you are."));
        await using TestHost host = ResilientHost.Create(model, clock);

        Task<AgentRun> work = mode.RunAsync(host.Agent, "Hello");
        (await clock.PassWaitAsync()).Should().Be(TimeSpan.FromHours(1));
        await clock.PassWaitsAsync(work);
        AgentRun run = await work;

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        (await host.CheckAsync(run)).Bodies(ResilienceEvents.AttemptFailed).Single().Text("errorType").Should().Contain(nameof(ModelTimeoutException));
    }

    [Theory, BothModes]
    public async Task Call_ThatTakesTooLongAltogether_FailsAsATimeout(RunMode mode)
    {
        var clock = new WatchedClock();
        var model = new ScriptedChatClient(_ => ModelReply.Hang());
        await using TestHost host = ResilientHost.Create(model, clock, o => (o.TotalTimeout, o.Retry.MaxAttempts) = (TimeSpan.FromMinutes(30), 1));

        Task<AgentRun> work = mode.RunAsync(host.Agent, "Hello");
        await RunChecks.UntilAsync(() => model.Requests.Count == 1);
        clock.Inner.Advance(TimeSpan.FromMinutes(30));
        AgentRun run = await work.Soon();

        run.Status.Should().Be(RunStatus.Failed, run.ToString());
        run.FailureClass.Should().Be(FailureClass.Timeout);
        model.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Stream_ThatKeepsComing_MayTakeLongerThanAnAttempt()
    {
        var clock = new WatchedClock();
        var model = new SlowStream(clock.Inner, pieces: 10, pause: TimeSpan.FromMinutes(50));
        await using TestHost host = ResilientHost.Create(
            model, clock, o => o.TotalTimeout = TimeSpan.FromHours(20), a => a.WithLimits(l => (l.MaxStepDuration, l.MaxDuration) = (null, null)));

        AgentRun run = await RunMode.Streaming.RunAsync(host.Agent, "Hello").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        run.Text.Should().Be(string.Concat(Enumerable.Range(0, 10).Select(i => i.ToString(CultureInfo.InvariantCulture))));
    }
}
