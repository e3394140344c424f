namespace Agentry.Tests;

/// <summary>The vendors' own SDKs, through the agent, against a server on this machine.</summary>
public sealed class VendorRunTests
{
    [Theory, VendorData]
    public async Task ToolCall_EndToEnd_RunsOnceAndTheAnswerReturns(Vendor vendor, RunMode mode)
    {
        VendorRun run = await VendorRun.RunAsync(vendor, mode, (v, s) =>
            [v.Call("get_order", """{"id":1042}""", s), v.Text("Order 1042 is on its way.", s)]);

        run.Run.Status.Should().Be(RunStatus.Completed, run.Run.ToString());
        run.Run.Text.Should().Be("Order 1042 is on its way.");
        run.Tool.Invocations.Single().Arguments["id"]!.ToString().Should().Be("1042");
        run.Requests.Should().HaveCount(2);
        run.Requests[0].Should().Contain("get_order").And.Contain("Where is order 1042?");
        run.Requests[1].Should().Contain("on its way");
        run.Run.Usage.InputTokenCount.Should().Be(20);
        run.Run.Usage.OutputTokenCount.Should().Be(10);
        run.Failures.Should().BeEmpty();
        run.Warnings.Should().NotContain(w => w.Contains("retries by itself"));
    }

    [Theory, VendorData]
    public async Task RateLimit_WithRetryAfter_IsWaitedForExactly(Vendor vendor, RunMode mode)
    {
        VendorRun run = await VendorRun.RunAsync(vendor, mode, (v, s) =>
            [v.Error(429, ("retry-after", "7")), v.Text("Here you are.", s)]);

        run.Run.Text.Should().Be("Here you are.", run.Run.ToString());
        run.Requests.Should().HaveCount(2);
        run.Waits.Should().Equal(TimeSpan.FromSeconds(7));
        Failure(run, "failureClass").Should().Equal("Throttled");
        Failure(run, "httpStatus").Should().Equal("429");
    }

    [Theory, VendorData]
    public async Task RateLimit_ThatStays_FailsAfterTheConfiguredAttempts(Vendor vendor, RunMode mode)
    {
        VendorRun run = await VendorRun.RunAsync(vendor, mode, (v, _) => [v.Error(429)]);

        run.Run.Status.Should().Be(RunStatus.Failed);
        run.Run.FailureClass.Should().Be(FailureClass.Throttled);
        run.Requests.Should().HaveCount(3);
    }

    [Theory, VendorData]
    public async Task Overload_529_IsThrottledAndMadeAgain(Vendor vendor, RunMode mode)
    {
        VendorRun run = await VendorRun.RunAsync(vendor, mode, (v, s) => [v.Error(529), v.Error(529), v.Text("Here you are.", s)]);

        run.Run.Text.Should().Be("Here you are.", run.Run.ToString());
        run.Requests.Should().HaveCount(3);
        Failure(run, "failureClass").Should().Equal("Throttled", "Throttled");
    }

    [Theory, VendorData]
    public async Task ServerError_IsTransientAndMadeAgain(Vendor vendor, RunMode mode)
    {
        VendorRun run = await VendorRun.RunAsync(vendor, mode, (v, s) => [v.Error(500), v.Text("Here you are.", s)]);

        run.Run.Text.Should().Be("Here you are.", run.Run.ToString());
        run.Requests.Should().HaveCount(2);
        Failure(run, "failureClass").Should().Equal("Transient");
    }

    [Theory, VendorData]
    public async Task BadRequest_IsNotMadeAgain(Vendor vendor, RunMode mode)
    {
        VendorRun run = await VendorRun.RunAsync(vendor, mode, (v, _) => [v.Error(400)]);

        run.Run.FailureClass.Should().Be(vendor == Vendor.OpenAI ? FailureClass.ContextTooLong : FailureClass.InvalidRequest);
        run.Requests.Should().ContainSingle();
    }

    [Theory, VendorData(StreamingOnly = true)]
    public async Task ErrorInsideA200Stream_BeforeContent_IsMadeAgain(Vendor vendor, RunMode mode)
    {
        VendorRun run = await VendorRun.RunAsync(vendor, mode, (v, s) => [v.ErrorInStream(""), v.Text("Here you are.", s)]);

        run.Run.Text.Should().Be("Here you are.", run.Run.ToString());
        run.Requests.Should().HaveCount(2);
        Failure(run, "failureClass").Should().Equal(InStream(vendor).ToString());
    }

    [Theory, VendorData(StreamingOnly = true)]
    public async Task ErrorInsideA200Stream_AfterContent_FailsWithItsClass(Vendor vendor, RunMode mode)
    {
        VendorRun run = await VendorRun.RunAsync(vendor, mode, (v, _) => [v.ErrorInStream("Here is half")]);

        run.Run.Status.Should().Be(RunStatus.Failed);
        run.Run.FailureClass.Should().Be(InStream(vendor));
        run.Run.Text.Should().Be("Here is half");
        run.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData(Vendor.Anthropic, false)]
    [InlineData(Vendor.Anthropic, true)]
    [InlineData(Vendor.OpenAI, false)]
    [InlineData(Vendor.OpenAI, true)]
    public async Task StreamCutInTheMiddle_FailsOrRestartsAsConfigured(Vendor vendor, bool breaksOff)
    {
        VendorRun failed = await VendorRun.RunAsync(vendor, RunMode.Streaming, (v, _) => [v.CutStream("Here is half", breaksOff)]);
        VendorRun restarted = await VendorRun.RunAsync(
            vendor,
            RunMode.Streaming,
            (v, s) => [v.CutStream("Here is half", breaksOff), v.Text("Here you are.", s)],
            o => o.AfterFirstContent = MidStreamFailure.Restart);
        VendorRun empty = await VendorRun.RunAsync(
            vendor, RunMode.Streaming, (v, s) => [v.CutStream("", breaksOff), v.Text("Here you are.", s)]);

        failed.Run.Status.Should().Be(RunStatus.Failed, "half an answer is no answer");
        failed.Run.FailureClass.Should().Be(FailureClass.Transient);
        failed.Requests.Should().ContainSingle();
        restarted.Run.Text.Should().Be("Here you are.", restarted.Run.ToString());
        restarted.Requests.Should().HaveCount(2);
        empty.Run.Text.Should().Be("Here you are.", empty.Run.ToString());
        empty.Requests.Should().HaveCount(2);
    }

    [Theory, VendorData]
    public async Task RetriesOfTheSdk_WhenTheyAreOn_AreWarnedAbout(Vendor vendor, RunMode mode)
    {
        VendorRun run = await VendorRun.RunAsync(
            vendor, mode, (v, s) => [v.Error(429, ("retry-after-ms", "1"), ("retry-after", "0")), v.Text("Here you are.", s)], sdkRetries: null);

        run.Run.Text.Should().Be("Here you are.", run.Run.ToString());
        run.Warnings.Should().Contain(w => w.Contains("it retries by itself") && w.Contains('2'), "the handler sees two requests in one attempt");
        run.Warnings.Any(w => w.Contains("retries by itself (2 retries)")).Should().Be(vendor == Vendor.Anthropic, "Anthropic's client says so at start");
    }

    [Theory, VendorData]
    public async Task NoServerThere_IsTransient(Vendor vendor, RunMode mode)
    {
        VendorDialect dialect = VendorDialect.Of(vendor);
        LoopbackServer gone = await LoopbackServer.StartAsync(dialect.Error(500));
        Uri address = gone.Address;
        await gone.DisposeAsync();
        using var client = dialect.Client(address);
        await using var host = new TestHost(client, all: all => all.AddResilience(o => o.Retry.MaxAttempts = 1));

        AgentRun run = await mode.RunAsync(host.Agent, "Hello").Soon();

        run.FailureClass.Should().Be(FailureClass.Transient, run.ToString());
    }

    /// <summary>Anthropic's SDK throws the event with its type; OpenAI's ends the stream, so all that is known is that it was cut.</summary>
    private static FailureClass InStream(Vendor vendor) => vendor == Vendor.Anthropic ? FailureClass.Throttled : FailureClass.Transient;

    private static IEnumerable<string> Failure(VendorRun run, string member) => run.Failures.Select(f => f.GetProperty(member).ToString());
}
