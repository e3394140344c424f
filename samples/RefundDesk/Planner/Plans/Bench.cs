using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace RefundDesk;

/// <summary>
/// Where a plan is worked on. A plan is written as if it called its tools one after the other; <see cref="TryUse"/> gives the answer when
/// the conversation already holds it, and otherwise the reply that ends this turn: the call, or an honest report why it cannot be made.
/// Running the plan again with one more answer brings it one step further, so nothing has to be kept between turns.
/// </summary>
internal sealed class Bench(Conversation talk, DeskRequest request, ToolCatalog tools)
{
    private const int MostAttempts = 2;

    public DeskRequest Request => request;

    public Conversation Talk => talk;

    /// <summary>What has already happened, said first whatever comes after it.</summary>
    public string? Done { get; set; }

    public bool IsOffered(string tool) => tools.Find(tool) is not null;

    public IReadOnlyList<string> Choices(string tool, Slot slot) => tools.Find(tool)?.Choices(slot) ?? [];

    /// <summary>The report for the first tool that is not offered, or null. Better said at the first step than half way.</summary>
    public PlannerReply? Lacks(params ReadOnlySpan<string> needed)
    {
        foreach (var tool in needed)
        {
            if (!IsOffered(tool))
                return Report($"I need the tool {tool} for this, and it is not offered to me.");
        }

        return null;
    }

    public bool TryUse(
        string tool, IReadOnlyDictionary<Slot, Fact> facts, out JsonElement data, [NotNullWhen(false)] out PlannerReply? stop)
    {
        data = default;
        stop = Lacks(tool);
        if (stop is not null)
            return false;

        var schema = tools.Find(tool)!;
        var attempts = talk.Steps.Where(step => step.Tool == tool).ToList();
        if (attempts.LastOrDefault()?.Answer?.Data is { } found)
        {
            data = found;
            return true;
        }

        stop = attempts.Count == 0 ? FirstCall(schema, facts) : AfterFailure(schema, facts, attempts);
        return false;
    }

    /// <summary>Says the text, after what was done; or, when nothing was, that nothing was.</summary>
    public PlannerReply Report(string text) =>
        new PlannerReply.Say(Done is null ? $"{text} Nothing was refunded or sent." : $"{Done} {text}");

    private PlannerReply FirstCall(ToolSchema tool, IReadOnlyDictionary<Slot, Fact> facts)
    {
        var (arguments, missing) = ArgumentBuilder.Build(tool, facts);
        return missing.Count == 0
            ? new PlannerReply.Call(tool.Name, arguments)
            : Report($"The tool {tool.Name} asks for {string.Join(" and ", missing)}, which I do not know.");
    }

    private PlannerReply AfterFailure(ToolSchema tool, IReadOnlyDictionary<Slot, Fact> facts, List<ToolStep> attempts)
    {
        var last = attempts[^1];
        if (attempts.Count < MostAttempts && Repair.Next(tool, facts, last) is { } arguments)
            return new PlannerReply.Call(tool.Name, arguments);

        return last.Answer?.Problem is { } problem
            ? Report($"{tool.Name} did not do what I asked. Its answer: \"{problem}\".")
            : new PlannerReply.Say(
                $"{Done} I asked {tool.Name} and the conversation holds no answer, so I do not know whether it was done.".Trim());
    }
}
