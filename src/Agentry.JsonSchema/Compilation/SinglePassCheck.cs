namespace Agentry.JsonSchema;

/// <summary>Placeholder.</summary>
internal static class SinglePassCheck
{
    public static bool Run(SchemaProgram program) => false && program.IsSinglePass;
}
