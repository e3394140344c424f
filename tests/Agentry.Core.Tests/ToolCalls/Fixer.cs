using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>A model that mends its call by rule. It sees what a model sees of it: its own call, and the message that it was refused with.</summary>
internal static partial class Fixer
{
    /// <summary>The next call, mended as the message to the last one says; null when that one was not refused.</summary>
    public static JsonObject? Next(ModelRequest request)
    {
        FunctionCallContent call = request.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Last();
        string message = request.AnswerTo(call.CallId);
        if (!message.Contains("was not run", StringComparison.Ordinal))
            return null;
        var arguments = (JsonObject)JsonSerializer.SerializeToNode(call.Arguments, AIJsonUtilities.DefaultOptions)!;
        foreach (string line in message.Split('\n'))
        {
            if (Problem().Match(line) is { Success: true } problem)
                Mend(arguments, problem.Groups["place"].Value is var place && place[0] == '/' ? JsonPlace.Steps(place) : [], problem);
        }

        return arguments;
    }

    private static void Mend(JsonObject arguments, string[] steps, Match problem)
    {
        string fix = problem.Groups["fix"].Value;
        bool isMissing = problem.Groups["got"].Value == "nothing";
        if (RenameOrAdd().Match(fix) is { Success: true } named && isMissing)
            Complete(At(arguments, steps) as JsonObject, named);
        else if (steps.Length == 0)
            return;
        else if (At(arguments, steps[..^1]) is JsonObject members)
            Mend(members, steps[^1], fix);
        else if (At(arguments, steps[..^1]) is JsonArray items && JsonPlace.Index(steps[^1]) is { } index && index < items.Count)
            items[index] = Value(items[index], fix);
    }

    private static void Complete(JsonObject? members, Match fix)
    {
        if (members is null)
            return;
        string name = Text(fix.Groups["first"].Value);
        if (fix.Groups["verb"].Value == "add")
            members[name] ??= Of(fix.Groups["rest"].Value);
        else
            Rename(members, name, Text(fix.Groups["rest"].Value));
    }

    private static void Mend(JsonObject members, string name, string fix)
    {
        if (fix.StartsWith("leave ", StringComparison.Ordinal) || fix.StartsWith("remove ", StringComparison.Ordinal))
            members.Remove(name);
        else if (RenameOrAdd().Match(fix) is { Success: true, Groups: var named } && named["verb"].Value == "rename")
            Rename(members, name, Text(named["rest"].Value));
        else if (members.ContainsKey(name))
            members[name] = Value(members[name], fix);
    }

    private static void Rename(JsonObject members, string from, string to)
    {
        if (!members.TryGetPropertyValue(from, out JsonNode? value))
            return;
        members.Remove(from);
        members[to] = value;
    }

    private static JsonNode? Value(JsonNode? now, string fix)
    {
        if (Unquote().Match(fix) is { Success: true } unquoted)
            return JsonNode.Parse(unquoted.Groups["value"].Value);
        if (fix.Contains(" as a JSON ", StringComparison.Ordinal))
            return JsonNode.Parse(now!.GetValue<string>());
        if (fix.Contains(" as an array: ", StringComparison.Ordinal))
            return new JsonArray(now?.DeepClone());
        if (fix.Contains(" as a string: ", StringComparison.Ordinal))
            return JsonValue.Create(now!.ToJsonString());
        return Sentence().Match(fix) is { Success: true } sentence ? Of(sentence.Groups["what"].Value) : now?.DeepClone();
    }

    /// <summary>The first value that the words allow.</summary>
    private static JsonNode? Of(string words)
    {
        words = words.Replace("one of ", "", StringComparison.Ordinal).TrimStart('(');
        if (Literal().Match(words) is { Success: true } literal)
            return JsonNode.Parse(literal.Value);
        return FirstType().Match(words).Value switch
        {
            "integer" => 1,
            "number" => 1.5,
            "boolean" => true,
            "array" => new JsonArray(),
            "object" => new JsonObject(),
            _ => "text",
        };
    }

    private static string Text(string quoted) => JsonSerializer.Deserialize<string>(quoted)!;

    private static JsonNode? At(JsonNode root, string[] steps)
    {
        JsonNode? node = root;
        foreach (string step in steps)
            node = node is JsonObject o ? o[step] : node is JsonArray a && JsonPlace.Index(step) is { } i && i < a.Count ? a[i] : null;
        return node;
    }

    [GeneratedRegex("^- (?<place>/.*?|the arguments): expected (?<expected>.*?), got (?<got>.*)\\. Fix: (?<fix>.*)\\.$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Problem();

    [GeneratedRegex("^(?<verb>rename|add) (?<first>\"(\\\\.|[^\"\\\\])*\") (to )?(?<rest>\\(.*\\)|\".*\")", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RenameOrAdd();

    [GeneratedRegex("^send (?<value>.*) without quotes for ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unquote();

    [GeneratedRegex("^(send|use) (?<what>.*) for \"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex("^(\"(\\\\.|[^\"\\\\])*\"|-?[0-9][0-9.]*|true|false)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Literal();

    [GeneratedRegex("integer|number|string|boolean|array|object", RegexOptions.None, 1000)]
    private static partial Regex FirstType();
}
