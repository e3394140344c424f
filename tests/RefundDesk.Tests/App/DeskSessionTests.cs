using Agentry.Tests;

namespace RefundDesk;

/// <summary>The sample as a whole: demonstration, conversation, trace and log.</summary>
public sealed class DeskSessionTests
{
    [Theory, BothModes]
    public async Task Demonstration_WalksEveryGuardAndSumsThemUp(RunMode mode)
    {
        DeskRun run = await DeskRun.StartAsync(mode);

        run.ExitCode.Should().Be(0);
        string[] headings = [.. run.Lines.Where(line => line.StartsWith("──", StringComparison.Ordinal)).Select(line => line.Trim('─', ' '))];
        headings.Should().Equal(
            ["RefundDesk", .. Demonstration.Steps.Select((step, i) => $"{i + 1}/6 {step.Expect}"), "what was guarded", "what it cost", "what really happened"]);
        run.Lines.Should().Contain("1 x text that gives orders to the model, taken out of tool results")
            .And.Contain("4 x personal data kept back")
            .And.Contain("1 x a tool call that was refused or failed, told to the model and shown")
            .And.Contain("4 x a request to a model that failed")
            .And.Contain("5 x the other model asked instead")
            .And.Contain("1 x a circuit opened, so that nobody waits for a model that is down")
            .And.Contain(line => line.StartsWith("6 of 6 runs completed"));

        // Each desk of a test has a store in memory of its own, so the run of the outage is not in the sum.
        run.Lines.Should().Contain(line => line.StartsWith("agent desk: $") && line.EndsWith(", 5 of 5 completed"))
            .And.Contain(line => line.StartsWith("caller clerk: $") && line.EndsWith(", 5 of 5 completed"))
            .And.Contain(line => line.StartsWith("turn 1, ") && line.EndsWith("(Reported)"));
        run.Lines.Count(line => line.StartsWith("run ", StringComparison.Ordinal) && line.EndsWith(", Completed", StringComparison.Ordinal)).Should().Be(5);
        run.Lines.TakeLast(4).Should().Equal(
            "refund of 103.60 EUR on order 1042",
            "refund of 89.00 EUR on order 1020",
            "mail to ada.example@example.org: Refund for order 1042",
            "mail to tessa.mockridge@example.com: Refund for order 1020");
        run.Shown.Should().Contain("I did not understand that").And.NotContain("run log");
    }

    [Fact]
    public async Task Log_IsShownForASingleRequestAndWhenAskedFor()
    {
        DeskRun single = await DeskRun.StartAsync(RunMode.Plain, "Where is order 1012?");
        DeskRun demonstration = await DeskRun.StartAsync(RunMode.Plain, "--log");

        single.Lines.Should().ContainSingle(line => line.StartsWith("run log") && line.EndsWith("intact"));
        single.Shown.Should().Contain("ToolIntended");
        demonstration.Lines.Count(line => line.StartsWith("run log", StringComparison.Ordinal)).Should().Be(6);
        demonstration.Shown.Should().Contain("guardrails.finding").And.Contain("resilience.failed_over");
    }

    [Theory, BothModes]
    public async Task Trace_IsATreeWithDurationsAttributesAndTokens(RunMode mode)
    {
        DeskRun run = await DeskRun.StartAsync(mode, "--trace", "--outage", "Refund 9999 EUR on order 1009.");

        string[] lines = [.. run.Shown.Split('\n')];
        int root = Array.FindIndex(lines, line => line.StartsWith("  invoke_agent desk", StringComparison.Ordinal));
        string[] tree = [.. lines.Skip(root).TakeWhile(line => !line.StartsWith("  tokens:", StringComparison.Ordinal))];
        tree[0].Should().MatchRegex(@"^  invoke_agent desk +\d+\.\d ms  stop, completed, \d+ in / \d+ out$");
        tree[1].Should().MatchRegex(@"^    chat offline-planner-rules +\d+\.\d ms  by offline-planner-standby, tool_calls, \d+ in / \d+ out$");
        tree[2].Should().MatchRegex(@"^    execute_tool get_order +\d+\.\d ms  succeeded$");
        tree[4].Should().MatchRegex(@"^    execute_tool refund_order +\d+\.\d ms  failed, error tool_fault$");
        tree.Should().HaveCount(6);
        lines[root + tree.Length].Should().MatchRegex(@"^  tokens: \d+ in, \d+ out, 3 model calls\r?$");
    }

    [Fact]
    public async Task Trace_WithoutTheOption_IsNotThere() =>
        (await DeskRun.StartAsync(RunMode.Plain, "Where is order 1012?")).Shown.Should().NotContain("invoke_agent");

    [Theory, BothModes]
    public async Task Conversation_RemembersAndEndsWithAnEmptyLine(RunMode mode)
    {
        DeskRun run = await DeskRun.StartAsync(mode, DeskModels.Offline, "Where is order 1020?\nRefund it please, it's broken\n\nnever read\n");

        run.ExitCode.Should().Be(0);
        run.Book.Refunds.Should().ContainSingle().Which.OrderId.Should().Be(1020);
        run.Shown.Should().Contain("2 of 2 runs completed").And.NotContain("never read").And.NotContain("a circuit opened");
    }

    [Fact]
    public async Task Header_NamesTheModels()
    {
        DeskRun run = await DeskRun.StartAsync(RunMode.Plain, "hello");

        run.Lines.Should().Contain("model:     offline-planner-rules (rules instead of a language model, offline)")
            .And.Contain("stands by: offline-planner-standby (rules instead of a language model, offline)")
            .And.Contain(line => line.StartsWith("model  Observe: Observability > Context: core > Guardrail: Guardrails"));
    }
}
