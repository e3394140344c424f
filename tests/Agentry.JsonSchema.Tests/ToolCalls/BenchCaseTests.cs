using System.Text;
using System.Text.Json;
using Agentry.Tests;

namespace Agentry.JsonSchema.Tests;

public sealed class BenchCaseTests
{
    public static TheoryData<string> Names => SharedData.Root is null
        ? new TheoryData<string>("absent")
        : new TheoryData<string>(Cases().Select(item => item.GetProperty("name").GetString()!));

    [SharedDataTheory]
    [MemberData(nameof(Names))]
    public void IsValid_ThroughAllAdapters_TellsTheValidFromTheInvalid(string name)
    {
        var (schema, valid, invalid) = Load(name);
        schema.IsValid(valid).Should().BeTrue();
        schema.IsValid(ClrValues.FromObject(valid)).Should().BeTrue();
        schema.IsValid(Encoding.UTF8.GetBytes(valid.GetRawText())).Should().BeTrue();
        schema.IsValid(Encoding.UTF8.GetBytes(invalid.GetRawText())).Should().BeFalse();
        schema.Validate(valid).Should().BeEmpty();
        schema.IsValid(invalid).Should().BeFalse();
        schema.IsValid(ClrValues.FromObject(invalid)).Should().BeFalse();
        schema.Validate(invalid).Should().ContainSingle().Which.Should().Be(schema.Validate(ClrValues.FromObject(invalid)).Single());
    }

    [SharedDataTheory]
    [MemberData(nameof(Names))]
    public void IsValid_OnValidAndInvalid_AllocatesNothing(string name)
    {
        var (schema, valid, invalid) = Load(name);
        var values = ClrValues.FromObject(valid);
        var results = 0;
        void Run()
        {
            for (var i = 0; i < 200; i++)
            {
                if (schema.IsValid(valid)) results++;
                if (schema.IsValid(invalid)) results++;
                if (schema.IsValid(values)) results++;
            }
        }

        Run();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        allocated.Should().Be(0);
        results.Should().Be(800);
    }

    private static (CompiledSchema Schema, JsonElement Valid, JsonElement Invalid) Load(string name)
    {
        var item = Cases().Single(item => item.GetProperty("name").GetString() == name);
        return (CompiledSchema.Compile(item.GetProperty("schema")), item.GetProperty("valid"), item.GetProperty("invalid"));
    }

    private static List<JsonElement> Cases() =>
        [.. Json.Parse(File.ReadAllText(SharedData.Path("tool-calls", "bench-cases.json"))).EnumerateArray()];
}
