using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Agentry.JsonSchema;

/// <summary>Whether two blocks of two programs are built alike; what is alike takes the same values.</summary>
internal sealed class ProgramEquality(SchemaProgram left, SchemaProgram right)
{
    private static readonly ProgramLimits Limits = new(new SchemaCompileOptions());

    private readonly HashSet<(int Left, int Right)> _assumed = [];

    public bool AreSame(int a, int b)
    {
        if (a < 0 || b < 0) return a == b;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) return false;
        if (!_assumed.Add((a, b))) return true;
        var first = left.CodeOf(a);
        var second = right.CodeOf(b);
        var isSame = left.Blocks[a].Types == right.Blocks[b].Types && first.Length == second.Length;
        for (var i = 0; isSame && i < first.Length; i++) isSame = AreSame(first[i], second[i]);

        // An assumption that failed must not help others; one that held may.
        if (!isSame) _assumed.Clear();
        return isSame;
    }

    public bool AreSame(in Instruction a, in Instruction b) => a.Op == b.Op && a.Op switch
    {
        Op.Enum or Op.Const => AreSame(left.Constants[a.A], right.Constants[b.A]),
        Op.Number => AreSame(left.Numbers[a.A], right.Numbers[b.A]),
        Op.String => AreSame(left.Strings[a.A], right.Strings[b.A]),
        Op.Array => AreSame(left.Arrays[a.A], right.Arrays[b.A]),
        Op.Object => AreSame(left.Objects[a.A], right.Objects[b.A]),
        Op.Dependent => AreSame(left.Dependents[a.A], right.Dependents[b.A]),
        Op.Also or Op.Not => AreSame(a.A, b.A),
        Op.AnyOf or Op.OneOf => AreSame(left.Choices[a.A].Branches, right.Choices[b.A].Branches),
        Op.If => AreSame(a.A, b.A) && AreSame(a.B, b.B) && AreSame(a.C, b.C),

        // What is evaluated depends on the whole block around it, which the caller compares only in part.
        _ => false,
    };

    private bool AreSame(int[] a, int[] b) => a.Length == b.Length && Enumerable.Range(0, a.Length).All(i => AreSame(a[i], b[i]));

    private static bool AreSame(ConstantSet a, ConstantSet b) =>
        a.Values.Count == b.Values.Count && Enumerable.Range(0, a.Values.Count).All(i => AreSame(a.Values[i], b.Values[i]));

    private static bool AreSame(JsonElement a, JsonElement b)
    {
        var state = new EvaluationState(Limits);
        return NodeEquality<ElementNode, ElementMembers, ElementItems>.AreEqual(new ElementNode(a), new ElementNode(b), ref state, 0);
    }

    private static bool AreSame(NumberPlan a, NumberPlan b) =>
        NumberPlan.Keywords.All(keyword => a.Limit(keyword) is { } limit ? b.Limit(keyword) is { } other && JsonNumber.Compare(limit.Value, other.Value) == 0 : b.Limit(keyword) is null);

    private static bool AreSame(StringPlan a, StringPlan b) =>
        a.MinLength == b.MinLength && a.MaxLength == b.MaxLength && a.Format == b.Format && a.Pattern?.Pattern == b.Pattern?.Pattern;

    private bool AreSame(ArrayPlan a, ArrayPlan b) =>
        a.MinItems == b.MinItems && a.MaxItems == b.MaxItems && a.Unique == b.Unique && a.MinContains == b.MinContains && a.MaxContains == b.MaxContains
        && AreSame(a.Prefix, b.Prefix) && AreSame(a.Items, b.Items) && AreSame(a.Contains, b.Contains);

    private bool AreSame(ObjectPlan a, ObjectPlan b) =>
        a.MinProperties == b.MinProperties && a.MaxProperties == b.MaxProperties && a.DeclaredCount == b.DeclaredCount && a.Required.SequenceEqual(b.Required)
        && a.Names.Names.SequenceEqual(b.Names.Names) && a.Patterns.Length == b.Patterns.Length && AreSame(a.Children, b.Children) && AreSame(a.Additional, b.Additional)
        && AreSame(a.PropertyNames, b.PropertyNames)
        && Enumerable.Range(0, a.Patterns.Length).All(i => a.Patterns[i].Pattern.Pattern == b.Patterns[i].Pattern.Pattern && AreSame(a.Patterns[i].Block, b.Patterns[i].Block));

    private bool AreSame(DependentPlan a, DependentPlan b) => a.Trigger[0] == b.Trigger[0] && a.Required.Names.SequenceEqual(b.Required.Names) && AreSame(a.Block, b.Block);
}
