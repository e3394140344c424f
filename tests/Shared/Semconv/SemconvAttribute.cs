namespace Agentry.Tests;

/// <summary>An attribute as the conventions describe it for one span or metric.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">string, int, double, boolean, string[], enum or any.</param>
/// <param name="IsRequired">Must always be there.</param>
/// <param name="IsOptIn">Content: never there unless somebody asked for it.</param>
internal sealed record SemconvAttribute(string Name, string Type, bool IsRequired, bool IsOptIn)
{
    public bool Accepts(object? value) => Type switch
    {
        "string" or "enum" => value is string { Length: > 0 },
        "int" => value is int or long,
        "double" => value is double,
        "boolean" => value is bool,
        "string[]" => value is string[],
        _ => true,
    };
}
