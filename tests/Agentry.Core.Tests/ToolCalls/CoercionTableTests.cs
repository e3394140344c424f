using System.Text.Json;
using Agentry.JsonSchema;
using Xunit.Abstractions;

namespace Agentry.Tests;

/// <summary>What each coercion does to 12,270 recorded tool calls.</summary>
public sealed class CoercionTableTests(ITestOutputHelper output)
{
    private static readonly (Coercions Coercion, string Kind)[] Each =
    [
        (Coercions.NumericStrings, "number_as_string"),
        (Coercions.BooleanStrings, "bool_as_string"),
        (Coercions.JsonInStrings, "json_in_string"),
        (Coercions.SingleValues, "scalar_for_array"),
        (Coercions.NullAsAbsent, "null_value"),
        (Coercions.EnumCase, "enum_case"),
    ];

    [SharedDataFact]
    public void Coerce_RowsOfItsKind_GivesTheCallThatWasMeant()
    {
        foreach ((Coercions coercion, string kind) in Each)
        {
            BfclRow[] rows = [.. BfclRow.All.Where(r => r.Kind == kind && (kind != "null_value" || r.IsOptional))];
            (int Mended, int Meant, int Known) all = Count(rows, Coercions.All);
            (int Mended, int Meant, int Known) alone = Count(rows, coercion);
            output.WriteLine(
                $"{coercion,-15} {kind,-17} {rows.Length,5} rows: {alone.Mended,4} mended alone, {alone.Meant} of {alone.Known} known originals restored; {all.Mended} with all, {all.Meant} restored");
            alone.Mended.Should().BeGreaterThanOrEqualTo((int)(rows.Length * 0.95), kind);
            alone.Meant.Should().Be(alone.Known, kind);
            all.Meant.Should().Be(all.Known, kind);
        }
    }

    [SharedDataFact]
    public void Coerce_RowsOfOtherKinds_EitherFitAfterwardsOrAreLeft()
    {
        Dictionary<string, int> mended = [];
        foreach (BfclRow row in BfclRow.All.Where(r => !r.IsValid))
        {
            Dictionary<string, object?> arguments = row.Values;
            ToolContract contract = row.Contract(Coercions.All);
            CoercedCall? coerced = ArgumentCoercer.Coerce(contract, arguments);
            Same(row, arguments).Should().BeTrue("{0}: the arguments themselves are never changed", row.Id);
            if (coerced is null)
                continue;
            contract.ArgumentsCheck.Fits(coerced.Arguments).Should().BeTrue(row.Id);
            coerced.Changes.Should().NotBeEmpty();
            mended[row.Kind] = mended.GetValueOrDefault(row.Kind) + 1;
        }

        foreach ((string kind, int count) in mended.OrderBy(m => m.Key, StringComparer.Ordinal))
            output.WriteLine($"{kind,-30} {count,5} of {BfclRow.All.Count(r => r.Kind == kind)} mended with all coercions");
        mended.Keys.Should().NotContain(["missing_required", "misspelt_name", "extra_property", "enum_unknown"]);
    }

    [SharedDataFact]
    public void Coerce_EveryPolicyOnEveryRow_ChangesNoneThatWasValid()
    {
        (int Rows, int Changed) valid = default;
        foreach (BfclRow row in BfclRow.All)
        {
            foreach (Coercions coercion in (Coercions[])[.. Each.Select(e => e.Coercion), Coercions.All])
            {
                ToolContract contract = row.Contract(coercion);
                bool isValid = contract.ArgumentsCheck.Fits(row.Values);
                isValid.Should().Be(row.IsValid, row.Id);
                if (isValid && ArgumentCoercer.Coerce(contract, row.Values) is not null)
                    valid.Changed++;
            }

            valid.Rows++;
        }

        output.WriteLine($"{valid.Rows} rows, {Each.Length + 1} policies: {valid.Changed} valid calls changed");
        valid.Should().Be((12_270, 0));
    }

    private static (int Mended, int Meant, int Known) Count(BfclRow[] rows, Coercions coercions)
    {
        (int Mended, int Meant, int Known) count = default;
        foreach (BfclRow row in rows)
        {
            if (ArgumentCoercer.Coerce(row.Contract(coercions), row.Values) is not { } coerced)
                continue;
            count.Mended++;
            if (row.Meant is not { } meant)
                continue;
            count.Known++;
            if (JsonElement.DeepEquals(meant, ToolArguments.ToElement(coerced.Arguments)))
                count.Meant++;
        }

        return count;
    }

    private static bool Same(BfclRow row, Dictionary<string, object?> arguments) =>
        JsonElement.DeepEquals(row.Arguments, ToolArguments.ToElement(arguments));
}
