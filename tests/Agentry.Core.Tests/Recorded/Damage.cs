using System.Text.Json.Nodes;

namespace Agentry.Tests;

/// <summary>How a call is damaged.</summary>
internal enum DamageKind
{
    RequiredRemoved,
    Misspelt,
    WrongType,
    Undeclared,
    Cut,
    UnknownTool,
}

/// <summary>Makes mistakes that models make in calls that the recorded model made right.</summary>
internal static class Damage
{
    public const int Kinds = 6;

    /// <summary>The conversation with its first call that has arguments damaged; unchanged when there is none.</summary>
    public static RecordedConversation OneCallIn(RecordedConversation conversation, DamageKind kind)
    {
        RecordedRun[] runs = [.. conversation.Runs.Select(r => new RecordedRun(r.User, [.. r.Steps]))];
        foreach (RecordedRun run in runs)
        {
            int at = run.Steps.FindIndex(s => s.Call is { Arguments: not "{}" });
            if (at < 0)
                continue;
            run.Steps[at] = run.Steps[at] with { Call = Of(run.Steps[at].Call!, kind) };
            break;
        }

        return conversation with { Runs = runs };
    }

    private static RecordedCall Of(RecordedCall call, DamageKind kind)
    {
        if (kind == DamageKind.UnknownTool)
            return call with { Tool = call.Tool + "s" };
        if (kind == DamageKind.Cut)
            return call with { Arguments = call.Arguments[..^2] };
        JsonObject arguments = JsonNode.Parse(call.Arguments)!.AsObject();
        (string name, JsonNode? value) = arguments.First();
        switch (kind)
        {
            case DamageKind.RequiredRemoved:
                arguments.Remove(name);
                break;
            case DamageKind.Misspelt:
                arguments.Remove(name);
                arguments[name.Replace("_", "", StringComparison.Ordinal) + "x"] = value?.DeepClone();
                break;
            case DamageKind.WrongType:
                arguments[name] = new JsonArray();
                break;
            default:
                arguments["note"] = "undeclared";
                break;
        }

        return call with { Arguments = arguments.ToJsonString() };
    }
}
