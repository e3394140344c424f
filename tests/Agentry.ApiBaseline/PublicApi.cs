using System.Reflection;
using System.Text;

namespace Agentry.Tests;

/// <summary>Writes an assembly's public API as text, one line a member, in an order that does not depend on the compiler.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.AppendLine(Header(type));
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
                text.Append("    ").AppendLine(member);
        }

        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Header(Type type)
    {
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        IEnumerable<Type> bases = type.IsValueType || type.IsInterface || type.BaseType == typeof(object) || type.BaseType is null
            ? []
            : [type.BaseType];
        string inherits = string.Join(", ", bases.Concat(type.GetInterfaces().Where(i => i.IsPublic && !IsNoise(i))).Select(TypeName.Of));
        return $"{kind} {type.Namespace}.{TypeName.Of(type)}{(inherits.Length > 0 ? " : " + inherits : "")}";
    }

    private static bool IsNoise(Type i) => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEquatable<>);

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(n => $"{n} = {Convert.ToInt64(Enum.Parse(type, n), null)}");
        if (typeof(Delegate).IsAssignableFrom(type))
            return [Signature(type.GetMethod("Invoke")!)];
        return type.GetFields(Declared).Where(f => f.IsPublic).Select(f => $"{(f.IsLiteral ? "const" : "field")} {TypeName.Of(f.FieldType)} {f.Name}")
            .Concat(type.GetConstructors(Declared).Where(IsVisible).Select(c => $"new({Parameters(c)})"))
            .Concat(type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(IsVisible)).Select(Property))
            .Concat(type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod!)).Select(e => $"event {TypeName.Of(e.EventHandlerType!)} {e.Name}"))
            .Concat(type.GetMethods(Declared).Where(m => IsVisible(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal)) && !IsRecordNoise(m))
                .Select(Signature));
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsRecordNoise(MethodInfo method) =>
        method.Name is "<Clone>$" or "PrintMembers" or "Deconstruct" or "Equals" or "GetHashCode" or "op_Equality" or "op_Inequality" or "ToString";

    private static string Property(PropertyInfo property)
    {
        IEnumerable<string> accessors = property.GetAccessors(true).Where(IsVisible).Select(a =>
            a.ReturnType == typeof(void) ? a.ReturnParameter.GetRequiredCustomModifiers().Length > 0 ? "init" : "set" : "get");
        string required = property.CustomAttributes.Any(a => a.AttributeType.Name == "RequiredMemberAttribute") ? "required " : "";
        string modifier = property.GetAccessors(true)[0].IsStatic ? "static " : "";
        return $"{modifier}{required}{TypeName.Of(property.PropertyType)}{Mark(Nullability.Create(property).ReadState, property.PropertyType)} {property.Name} {{ {string.Join("; ", accessors)}; }}";
    }

    private static string Signature(MethodInfo method)
    {
        string modifier = method.IsStatic ? "static " : method.IsAbstract && !method.DeclaringType!.IsInterface ? "abstract " : method.IsVirtual && !method.IsFinal && !method.DeclaringType!.IsInterface ? "virtual " : "";
        string generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(TypeName.Of))}>" : "";
        string result = TypeName.Of(method.ReturnType) + Mark(Nullability.Create(method.ReturnParameter).ReadState, method.ReturnType);
        return $"{modifier}{result} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        TypeName.Of(p.ParameterType) + Mark(Nullability.Create(p).WriteState, p.ParameterType) + " " + p.Name + (p.IsOptional ? " = " + Default(p.DefaultValue) : "")));

    private static string Default(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    private static string Mark(NullabilityState state, Type type) => state == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
}
