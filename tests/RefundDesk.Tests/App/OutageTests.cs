using Agentry.Tests;

namespace RefundDesk;

/// <summary>What a person sees when a model's provider is down.</summary>
public sealed class OutageTests
{
    private const string Refund = "Refund order 1020, it arrived broken";

    [Theory, BothModes]
    public async Task FirstModelDown_IsTriedAgainThenTheOtherAnswers_AndTheRefundIsPaidOnce(RunMode mode)
    {
        DeskRun run = await DeskRun.StartAsync(mode, "--outage", Refund);

        run.ExitCode.Should().Be(0);
        string[] notes = [.. run.Notes("outage")];
        notes[0].Should().MatchRegex(@"^turn 1: offline-planner-rules, attempt 1: Transient, HTTP 503; again in \d\.\d s$");
        notes[1].Should().MatchRegex(@"^turn 1: offline-planner-rules, attempt 2: Transient; again in \d\.\d s$");
        notes[2].Should().Be("turn 1: offline-planner-rules, attempt 3: Transient, HTTP 503; no attempt left");
        notes[3].Should().Be("turn 1: offline-planner-rules is given up, standby is asked");
        notes[4].Should().Be("the circuit of offline-planner-rules opened: it is left alone for 10.0 s");
        notes[^1].Should().Be("turns 2 to 5: its circuit is open, standby is asked at once");
        run.Book.Refunds.Should().ContainSingle().Which.OrderId.Should().Be(1020);
        run.Outbox.Sent.Should().ContainSingle();
        run.Lines.Should().Contain(line => line.StartsWith("5 turns, 4 tool calls") && line.EndsWith("Completed"));
    }

    [Fact]
    public async Task StreamThatBreaksOff_SaysThatItsTextIsVoid()
    {
        DeskRun run = await DeskRun.StartAsync(RunMode.Streaming, "--outage", Refund);

        int half = run.Lines.ToList().FindIndex(line => line.StartsWith("One moment", StringComparison.Ordinal));
        half.Should().BePositive("the reader saw the text before the stream broke off");
        run.Lines[half + 1].Should().StartWith("void").And.Contain("does not count");
    }

    [Theory, BothModes]
    public async Task EveryModelDown_EndsTheRunWithItsClassAndNothingDone(RunMode mode)
    {
        DeskRun run = await DeskRun.StartAsync(mode, "--outage=total", Refund);

        run.ExitCode.Should().Be(1);
        run.Notes("outage").Should().HaveCount(7)
            .And.Contain("turn 1: offline-planner-rules is given up, standby is asked")
            .And.EndWith("turn 1: standby, attempt 3: Transient, HTTP 503; no attempt left");
        run.Notes("done").Should().Equal("nothing was paid and nothing was sent");
        run.Lines.Should().Contain(line => line.StartsWith("1 turn, 0 tool calls") && line.Contains("Failed (Transient): model_failed"));
        run.Book.Refunds.Should().BeEmpty();
        run.Outbox.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Header_SaysWhatIsDown()
    {
        DeskRun first = await DeskRun.StartAsync(RunMode.Plain, "--outage", "hello");
        DeskRun total = await DeskRun.StartAsync(RunMode.Plain, "--outage=total", "hello");

        first.Lines.Where(line => line.EndsWith("[down on purpose]", StringComparison.Ordinal)).Should().ContainSingle().Which.Should().StartWith("model:");
        total.Lines.Count(line => line.EndsWith("[down on purpose]", StringComparison.Ordinal)).Should().Be(2);
    }
}
