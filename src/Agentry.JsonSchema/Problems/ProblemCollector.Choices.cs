using System.Globalization;
using System.Text.Json;

namespace Agentry.JsonSchema;

internal ref partial struct ProblemCollector<TNode, TMembers, TItems>
{
    // Enough to compare alternatives by; more is not shown anyway.
    private const int ProblemsPerBranch = 5;

    private readonly void CollectChoice(in Instruction instruction, int block, TNode node, NodeKind kind, int depth)
    {
        if (_evaluator.Check(instruction, node, kind, depth) || _evaluator.State.HasFault) return;
        var plan = _program.Choices[instruction.A];
        var keyword = instruction.Op == Op.AnyOf ? "anyOf" : "oneOf";
        if (kind == NodeKind.Object && plan.Discriminator is { } discriminator)
        {
            CollectPicked(plan, discriminator, block, keyword, node, depth);
            return;
        }
        if (keyword == "oneOf" && CountMatches(plan, node, depth) > 1)
        {
            var many = string.Create(CultureInfo.InvariantCulture, $"exactly one of the {plan.Branches.Length} alternatives");
            Add(block, keyword, many, Show(node), $"change {Subject()} so that it fits only one of: {Expectation.OfBranches(_program, plan.Branches)}");
            return;
        }
        if (_evaluator.State.HasFault) return;

        var best = FindBestBranch(plan, block, keyword, node, kind, depth);
        if (best is null) AddNoAlternative(plan, block, keyword, node, kind);
        else foreach (var problem in best) AddShared(problem);
    }

    private readonly void AddShared(SchemaProblem problem)
    {
        if (!IsFull) _problems.Add(problem);
    }

    private readonly int CountMatches(ChoicePlan plan, TNode node, int depth)
    {
        var matches = 0;
        foreach (var branch in plan.Branches)
        {
            if (_evaluator.Run(branch, node, depth)) matches++;
        }
        return matches;
    }

    private readonly void CollectPicked(ChoicePlan plan, Discriminator discriminator, int block, string keyword, TNode node, int depth)
    {
        var branch = _evaluator.PickBranch(discriminator, node);
        if (branch >= 0)
        {
            Collect(plan.Branches[branch], node, depth, new SchemaStep(block, keyword, Index: branch));
            return;
        }

        var names = discriminator.Values.Names.ToArray();
        var allowed = $"one of {ShortText.List(names, names.Length)}";
        if (!node.TryGetMember(discriminator.Utf8Name, out var value))
        {
            Add(block, keyword, $"property {RepairText.Name(discriminator.Name)} ({allowed})", "nothing", $"add {RepairText.Name(discriminator.Name)} ({allowed})");
            return;
        }

        var length = _pointer.Length;
        _pointer.Append('/').Append(JsonPointer.Escape(discriminator.Name));
        var near = value.Kind == NodeKind.String ? NameSuggestion.Nearest(ReadText(value), names, 1) : [];
        Add(block, keyword, allowed, Show(value), $"use {(near is [var name] ? RepairText.Name(name) : allowed)} for {Subject()}");
        _pointer.Length = length;
    }

    // The alternative whose failure lies deepest was meant most likely; among equals the one with the fewest. Null when none takes the type.
    private readonly List<SchemaProblem>? FindBestBranch(ChoicePlan plan, int block, string keyword, TNode node, NodeKind kind, int depth)
    {
        List<SchemaProblem>? best = null;
        var bestScore = (Depth: -1, Fewer: 0);
        for (var index = 0; index < plan.Branches.Length; index++)
        {
            var branch = plan.Branches[index];
            if (!_evaluator.IsTypeMatch(_program.Blocks[branch].Types, kind, node) || HasOnlyConstants(branch)) continue;
            var collector = new ProblemCollector<TNode, TMembers, TItems>(_program, ref _evaluator.State, _pointer, ProblemsPerBranch, _way);
            collector.Collect(branch, node, depth, new SchemaStep(block, keyword, Index: index));
            if (collector.Problems.Count == 0) continue;
            var score = (Depth: collector.Problems.Max(DepthOf), Fewer: -collector.Problems.Count);
            if (score.CompareTo(bestScore) <= 0) continue;
            best = collector.Problems;
            bestScore = score;
        }
        return best;
    }

    // A property that does not belong says as much about its object as a missing one.
    private static int DepthOf(SchemaProblem problem) =>
        problem.Pointer.Count(c => c == '/') - (problem.Keyword == "additionalProperties" ? 1 : 0);

    private readonly bool HasOnlyConstants(int branch)
    {
        var code = _program.CodeOf(branch);
        return code.Length == 1 && code[0].Op is Op.Const or Op.Enum;
    }

    private readonly void AddNoAlternative(ChoicePlan plan, int block, string keyword, TNode node, NodeKind kind)
    {
        var types = NodeKind.Unsupported;
        List<JsonElement> values = [];
        foreach (var branch in plan.Branches)
        {
            if (HasOnlyConstants(branch)) values.AddRange(_program.Constants[_program.CodeOf(branch)[0].A].Values);
            else types |= _program.Blocks[branch].Types;
        }

        var actual = Show(node);
        if (values.Count == 0)
        {
            var fix = RepairText.ForType(_pointer.ToString(), types, kind, actual, isOptional: false);
            Add(block, keyword, Expectation.OfTypes(types), actual, fix);
        }
        else if (types == NodeKind.Unsupported)
        {
            AddConstants(new ConstantSet(values), block, keyword, node, kind);
        }
        else
        {
            var expected = $"{Expectation.OfConstants(values)} or {Expectation.OfTypes(types)}";
            Add(block, keyword, expected, actual, $"send {expected} for {Subject()}");
        }
    }
}
