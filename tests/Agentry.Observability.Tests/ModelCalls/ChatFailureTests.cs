using System.Diagnostics;
using Agentry.Testing;

namespace Agentry.Tests;

public sealed class ChatFailureTests
{
    public static TheoryData<RunMode, string, string> Failures
    {
        get
        {
            TheoryData<RunMode, string, string> data = [];
            foreach (RunMode mode in Enum.GetValues<RunMode>())
            {
                data.Add(mode, "401", "401");
                data.Add(mode, "429", "429");
                data.Add(mode, "inside", "503");
                data.Add(mode, "network", "transient");
                data.Add(mode, "timeout", "timeout");
                data.Add(mode, "agentry", "context_too_long");
                data.Add(mode, "other", "System.InvalidOperationException");
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Call_Fails_ErrorTypeSaysWhatToDo(RunMode mode, string failure, string expected)
    {
        await using var observed = new Observed(new ScriptedChatClient(ModelReply.Throw(Make(failure))));

        await mode.RunAsync(observed.Agent, "Hi.");

        Activity span = observed.TheSpan("chat");
        span.Status.Should().Be(ActivityStatusCode.Error);
        span.GetTagItem("error.type").Should().Be(expected);
        observed.TheMeasurement("gen_ai.client.operation.duration").Tags["error.type"].Should().Be(expected);
        observed.Listener.Of("gen_ai.client.token.usage").Should().BeEmpty();
    }

    [Fact]
    public async Task Stream_Cut_IsAFailureThatKeepsWhatCame()
    {
        await using var observed = new Observed(new ScriptedChatClient(ModelReply.Cut("Half an ans")));

        await RunMode.Streaming.RunAsync(observed.Agent, "Hi.");

        Activity span = observed.TheSpan("chat");
        span.GetTagItem("error.type").Should().Be("transient");
        span.GetTagItem("gen_ai.response.model").Should().Be("scripted");
        span.GetTagItem("gen_ai.response.finish_reasons").Should().BeNull();
    }

    [Theory, BothModes]
    public async Task Call_StepTookTooLong_IsATimeout(RunMode mode)
    {
        Observed? observed = null;
        var model = new ScriptedChatClient(_ =>
        {
            observed!.Clock.Advance(TimeSpan.FromMinutes(6));
            return ModelReply.Hang();
        });
        await using (observed = new Observed(model))
        {
            AgentRun run = await mode.RunAsync(observed.Agent, "Hi.");

            run.Reason!.Code.Should().Be(RunReasonCodes.MaxStepDuration);
            observed.TheSpan("chat").GetTagItem("error.type").Should().Be("timeout");
            observed.TheSpan("chat").GetTagItem("agentry.cancelled").Should().BeNull();
        }
    }

    [Theory, BothModes]
    public async Task Call_ModelIgnoresItsToken_SpanEndsWhenItIsGivenUp(RunMode mode)
    {
        using var cancel = new CancellationTokenSource();
        var model = new ScriptedChatClient(_ =>
        {
            cancel.Cancel();
            return ModelReply.Deaf();
        });
        await using var observed = new Observed(model);
        using var caller = new Caller();

        await mode.RunAsync(observed.Agent, "Hi.", cancellationToken: cancel.Token);

        observed.TheSpan("chat").GetTagItem("agentry.cancelled").Should().Be(true);
        observed.TheMeasurement("gen_ai.client.operation.duration").Tags["agentry.cancelled"].Should().Be(true);
        Activity.Current.Should().BeSameAs(caller.Span);
    }

    private static Exception Make(string failure) => failure switch
    {
        "401" => new HttpRequestException("secret", null, System.Net.HttpStatusCode.Unauthorized),
        "429" => new HttpRequestException("secret", null, System.Net.HttpStatusCode.TooManyRequests),
        "inside" => new InvalidOperationException("secret", new HttpRequestException("secret", null, System.Net.HttpStatusCode.ServiceUnavailable)),
        "network" => new IOException("secret"),
        "timeout" => new TimeoutException("secret"),
        "agentry" => new AgentryException("secret", FailureClass.ContextTooLong),
        _ => new InvalidOperationException("secret"),
    };
}
