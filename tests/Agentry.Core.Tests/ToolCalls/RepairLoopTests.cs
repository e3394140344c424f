using System.Collections.Concurrent;
using System.Text.Json;
using Agentry.JsonSchema;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using Xunit.Abstractions;

namespace Agentry.Tests;

/// <summary>Recorded calls with a mistake, through the real loop, mended by a model that knows nothing but the repair message.</summary>
public sealed class RepairLoopTests(ITestOutputHelper output)
{
    private static readonly string[] Mendable =
        ["misspelt_name", "extra_property", "number_as_string", "bool_as_string", "json_in_string", "scalar_for_array", "enum_case", "null_value"];

    [SharedDataTheory, BothModes]
    public async Task Message_OfAMistakeThatLosesNothing_LeadsBackToTheCallThatWasMeant(RunMode mode)
    {
        foreach (string kind in Mendable)
        {
            List<Repair> repairs = await RepairAsync(
                mode, BfclRow.All.Where(r => r.Kind == kind && (kind != "null_value" || r.IsOptional) && r.Meant is not null));
            Report(kind, repairs);
            repairs.Should().OnlyContain(r => r.NamesTheMistake, kind);
            repairs.Count(r => r.IsAsMeant).Should().BeGreaterThanOrEqualTo((int)Math.Ceiling(repairs.Count * 0.95), kind);
        }
    }

    [SharedDataTheory, BothModes]
    public async Task Message_OfAnyOtherMistake_NamesItAndLeadsToACallThatFits(RunMode mode)
    {
        foreach (string kind in (string[])["missing_required", "wrong_type", "enum_unknown", "null_value", "ground_truth_violates_schema"])
        {
            List<Repair> repairs = await RepairAsync(mode, BfclRow.All.Where(r => r.Kind == kind && (kind != "null_value" || !r.IsOptional)));
            Report(kind, repairs);
            repairs.Should().OnlyContain(r => r.NamesTheMistake, kind);
            repairs.Where(r => !r.Ran).Select(r => r.Row.Id).Should().BeEmpty(kind);
        }
    }

    private void Report(string kind, List<Repair> repairs) => output.WriteLine(
        $"{kind,-30} {repairs.Count,5} rows: {repairs.Count(r => r.NamesTheMistake)} named, {repairs.Count(r => r.Ran)} fit afterwards, "
        + $"{repairs.Count(r => r.IsAsMeant)} as meant, {repairs.Sum(r => r.Messages)} messages, longest {repairs.Max(r => r.Longest)} characters");

    /// <summary>A share of the rows usually, all of them at full scale.</summary>
    private static async Task<List<Repair>> RepairAsync(RunMode mode, IEnumerable<BfclRow> rows)
    {
        BfclRow[] all = [.. rows];
        int every = Scale.IsFull ? 1 : Math.Max(1, all.Length / 25);
        var repairs = new ConcurrentBag<Repair>();
        await Parallel.ForEachAsync(all.Where((_, i) => i % every == 0), async (row, _) => repairs.Add(await RepairAsync(mode, row)));
        return [.. repairs];
    }

    private static async Task<Repair> RepairAsync(RunMode mode, BfclRow row)
    {
        var model = new ScriptedChatClient(request => request.Index == 0
            ? ModelReply.Call(row.ToolName, row.Arguments.GetRawText())
            : Fixer.Next(request) is { } mended ? ModelReply.Call(row.ToolName, mended.ToJsonString()) : ModelReply.Text("Done."));
        CountingTool tool = row.AsTool();
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.ReadOnly().Options.AllowExtraArguments = true));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        string[] messages = [.. run.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().Select(r => r.Result).OfType<string>()
            .Where(m => m.Contains("was not run", StringComparison.Ordinal))];
        messages.Should().OnlyContain(m => m.StartsWith($"The call to {row.ToolName} was not run", StringComparison.Ordinal));
        JsonElement? ran = tool.Invocations is [var only] ? ToolArguments.ToElement(only.Arguments) : null;
        return new Repair(
            row,
            messages.Length,
            messages.Max(m => m.Length),
            Names(row, messages[0]),
            ran is { } arguments && CompiledSchema.Compile(row.Schema).IsValid(arguments),
            ran is { } sent && row.Meant is { } meant && JsonElement.DeepEquals(sent, meant));
    }

    /// <summary>Whether the message says where the mistake is, and of a missing argument what is missing.</summary>
    private static bool Names(BfclRow row, string message) => row.Mutated is not { } mutated
        || (row.Kind is "missing_required" or "misspelt_name"
            ? message.Contains(JsonPlace.Steps(mutated)[^1], StringComparison.Ordinal)
            : message.Contains($"- {mutated}: expected", StringComparison.Ordinal));

    private sealed record Repair(BfclRow Row, int Messages, int Longest, bool NamesTheMistake, bool Ran, bool IsAsMeant);
}
