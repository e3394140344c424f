using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Agentry.Tests;
using Xunit.Abstractions;

namespace Agentry.JsonSchema.Tests;

/// <summary>Made-up and mutated schemas and instances: whatever comes, an answer comes back, in time, and the same through every way in.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private static readonly SchemaCompileOptions Options = new()
    {
        AssertFormat = true,
        MaxEvaluationSteps = 50_000,
        PatternTimeout = TimeSpan.FromMilliseconds(5),
    };

    private static readonly SchemaCompileOptions Patient = new()
    {
        AssertFormat = true,
        MaxEvaluationSteps = 50_000,
        PatternTimeout = TimeSpan.FromMinutes(1),
    };

    [Fact]
    public void MutatedSchemasAndInstances_AlwaysGiveAnAnswer_TheSameThroughEveryWay()
    {
        const int Seed = 20_261_124;
        var cases = Scale.Of(4_000, 300_000);
        var random = new Random(Seed);
        var json = new RandomJson(random);
        var counts = (Compiled: 0, Refused: 0, NotJson: 0, Valid: 0, Invalid: 0, Malformed: 0, Limits: 0);
        var slowest = TimeSpan.Zero;
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < cases; i++)
        {
            var schemaText = json.Schema();
            if (random.Next(6) == 0) schemaText = json.Mutate(schemaText);
            var start = clock.Elapsed;
            CompiledSchema schema;
            try
            {
                schema = Json.Schema(schemaText, Options);
                counts.Compiled++;
            }
            catch (JsonException)
            {
                counts.NotJson++;
                continue;
            }
            catch (SchemaCompileException)
            {
                counts.Refused++;
                continue;
            }

            for (var j = 0; j < 3; j++)
            {
                var instance = json.Value();
                if (random.Next(6) == 0) instance = json.Mutate(instance);
                var failure = Check(schema, schemaText, instance);
                if (failure is null) counts.Valid++;
                else if (failure == SchemaFailure.Mismatch) counts.Invalid++;
                else if (failure == SchemaFailure.Malformed) counts.Malformed++;
                else counts.Limits++;
            }
            if (clock.Elapsed - start > slowest) slowest = clock.Elapsed - start;
        }

        output.WriteLine($"seed {Seed}: {cases} schemas, {counts}, slowest {slowest.TotalMilliseconds:0} ms, {clock.Elapsed.TotalSeconds:0} s, {GC.GetTotalMemory(forceFullCollection: true) / 1024 / 1024} MB kept");
        (counts.Compiled + counts.Refused + counts.NotJson).Should().Be(cases);
        counts.Compiled.Should().BeGreaterThan(cases / 4);
        slowest.Should().BeLessThan(TimeSpan.FromSeconds(20));
        GC.GetTotalMemory(forceFullCollection: true).Should().BeLessThan(500L * 1024 * 1024);
    }

    // Null when valid. Timeouts depend on the moment: only the kind of failure is then the same.
    private static SchemaFailure? Check(CompiledSchema schema, string schemaText, string instance)
    {
        var utf8 = Encoding.UTF8.GetBytes(instance);
        var problems = schema.Validate(utf8);
        var isValid = schema.IsValid(utf8);
        JsonElement element;
        try
        {
            element = Json.Parse(instance);
        }
        catch (JsonException)
        {
            problems.Should().NotBeEmpty();
            isValid.Should().BeFalse();
            return problems[0].Failure;
        }

        var throughElement = schema.Validate(element);
        var isTimed = problems.Concat(throughElement).Any(problem => problem.Failure == SchemaFailure.PatternTimeout);
        if (!isTimed)
        {
            // A busy machine may have held a pattern up in one of them: with time they have to agree.
            var hasLimits = problems.Any(problem => problem.Failure != SchemaFailure.Mismatch);
            var answers = Answers(schema, utf8, element, instance, hasLimits);
            if (answers.Append(isValid).Distinct().Count() > 1) answers = Answers(Json.Schema(schemaText, Patient), utf8, element, instance, hasLimits);
            answers.Distinct().Should().ContainSingle("{0} on {1} gave {2}", schemaText, instance, string.Join(' ', answers));
        }
        return problems.Count == 0 ? null : problems[0].Failure;
    }

    private static List<bool> Answers(CompiledSchema schema, byte[] utf8, JsonElement element, string instance, bool hasLimits)
    {
        List<bool> answers = [schema.IsValid(utf8), schema.Validate(utf8).Count == 0, schema.IsValid(element), schema.Validate(element).Count == 0];
        if (!hasLimits) answers.Add(NodeCheck.IsValid(schema, element));

        // Strings of System.Text.Json hold no half surrogate pairs.
        if (element.ValueKind == JsonValueKind.Object && !HasRepeatedNames(instance) && !instance.Contains("\\u", StringComparison.Ordinal))
        {
            answers.Add(schema.IsValid(ClrValues.FromObject(element)));
            answers.Add(schema.IsValid(element.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value, StringComparer.Ordinal)));
        }
        return answers;
    }

    private static bool HasRepeatedNames(string instance)
    {
        try
        {
            using var document = JsonDocument.Parse(instance, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
    }
}
