using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Says in a few words what a part of a program takes.</summary>
internal static class Expectation
{
    private static readonly (NodeKind Kind, string Name, string WithArticle)[] Kinds =
    [
        (NodeKind.Integer, "integer", "an integer"),
        (NodeKind.Number, "number", "a number"),
        (NodeKind.String, "string", "a string"),
        (NodeKind.Boolean, "boolean", "a boolean"),
        (NodeKind.Array, "array", "an array"),
        (NodeKind.Object, "object", "an object"),
        (NodeKind.Null, "null", "null"),
    ];

    /// <summary><c>integer</c>, <c>string or null</c>.</summary>
    public static string OfTypes(NodeKind types) => string.Join(" or ", Kinds.Where(kind => types.HasFlag(kind.Kind)).Select(kind => kind.Name));

    /// <summary><c>an integer</c>, <c>a string or null</c>.</summary>
    public static string WithArticle(NodeKind types) => string.Join(" or ", Kinds.Where(kind => types.HasFlag(kind.Kind)).Select(kind => kind.WithArticle));

    /// <summary><c>one of "a", "b"</c>, or the value itself when there is one.</summary>
    public static string OfConstants(IReadOnlyList<JsonElement> values)
    {
        const int Shown = 12;
        if (values.Count == 0) return "no value";
        var text = string.Join(", ", values.Take(Shown).Select(Show));
        if (values.Count == 1) return text;
        return values.Count > Shown ? $"one of {text}, and {values.Count - Shown} more" : $"one of {text}";
    }

    /// <summary>The shortest useful description of a subschema.</summary>
    public static string OfBlock(SchemaProgram program, int block)
    {
        if (block < 0) return "any value";
        var target = program.Blocks[block];
        if (target.IsFalse) return "no value";
        foreach (var instruction in program.CodeOf(block))
        {
            if (instruction.Op is Op.Enum or Op.Const) return OfConstants(program.Constants[instruction.A].Values);
        }
        if (target.Types != NodeKind.Any) return OfTypes(target.Types);
        foreach (var instruction in program.CodeOf(block))
        {
            switch (instruction.Op)
            {
                case Op.Also: return OfBlock(program, instruction.A);
                case Op.AnyOf or Op.OneOf: return OfBranches(program, program.Choices[instruction.A].Branches);
                case Op.String when program.Strings[instruction.A].Pattern is { } pattern: return $"text matching {ShortText.Cut(pattern.Pattern, 80)}";
                case Op.Object: return "object";
                case Op.Array: return "array";
                case Op.Number: return "number";
                case Op.String: return "string";
            }
        }
        return "any value";
    }

    public static string OfBranches(SchemaProgram program, int[] branches)
    {
        const int Shown = 6;
        var parts = branches.Select(branch => OfBlock(program, branch)).Distinct(StringComparer.Ordinal).ToList();
        var text = string.Join(" or ", parts.Take(Shown));
        return parts.Count > Shown ? text + " or another alternative" : text;
    }

    private static string Show(JsonElement value) =>
        ActualText<ElementNode, ElementMembers, ElementItems>.Of(new ElementNode(value));
}
