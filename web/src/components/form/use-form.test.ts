import { act, renderHook } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { ProblemError } from "@/api/request";
import type { Problem } from "@/api/types";
import { email, text } from "./checks";
import { sortErrors, useForm } from "./use-form";

interface Values {
  name: string;
  email: string;
}

const refusal = (problem: Partial<Problem>) =>
  new ProblemError({ type: "about:blank", title: "", status: 422, code: "invalid", detail: "", ...problem });

function setUp(submit: (values: Values) => Promise<unknown>) {
  return renderHook(() =>
    useForm<Values, unknown>({ initial: { name: "", email: "" }, checks: { name: text(100, { required: true }), email }, submit }),
  );
}

describe("useForm", () => {
  it("does not send what it knows to be wrong", async () => {
    const submit = vi.fn(async () => {});
    const { result } = setUp(submit);
    await act(() => result.current.submit());
    expect(submit).not.toHaveBeenCalled();
    expect(result.current.errors).toMatchObject({ name: { code: "required" }, email: { code: "required" } });
  });

  it("complains on leaving a field, and forgives while it is being mended", () => {
    const { result } = setUp(async () => {});
    act(() => result.current.leave("email"));
    expect(result.current.errors.email).toBeUndefined();
    act(() => result.current.set("email", "olga@"));
    expect(result.current.errors.email).toBeUndefined();
    act(() => result.current.leave("email"));
    expect(result.current.errors.email?.code).toBe("bad_email");
    act(() => result.current.set("email", "olga@example.com"));
    expect(result.current.errors.email).toBeUndefined();
  });

  it("keeps everything typed when the server refuses, and shows its words beside the fields", async () => {
    const { result } = setUp(async () => {
      throw refusal({ fields: { email: { code: "taken", message: "taken" } } });
    });
    act(() => result.current.set("name", "Катя"));
    act(() => result.current.set("email", "olga@example.com"));
    await act(() => result.current.submit());
    expect(result.current.values).toEqual({ name: "Катя", email: "olga@example.com" });
    expect(result.current.errors.email?.code).toBe("taken");
    expect(result.current.failure).toBeNull();
    expect(result.current.busy).toBe(false);
  });

  it("sends once however often Enter is pressed", async () => {
    const submit = vi.fn(() => new Promise<void>(() => {}));
    const { result } = setUp(submit);
    act(() => result.current.set("name", "Катя"));
    act(() => result.current.set("email", "olga@example.com"));
    act(() => {
      void result.current.submit();
      void result.current.submit();
    });
    expect(submit).toHaveBeenCalledTimes(1);
    expect(result.current.busy).toBe(true);
  });
});

describe("sortErrors", () => {
  const values = { name: "", projectName: "" };

  it("finds the form's field by the server's name", () => {
    const { fields, rest } = sortErrors(refusal({ fields: { "project.name": { code: "too_long", message: "", max: 9 } } }), values, {
      "project.name": "projectName",
    });
    expect(fields).toMatchObject({ projectName: { code: "too_long", max: 9 } });
    expect(rest).toBeNull();
  });

  it("speaks for the whole form when no field of it is named", () => {
    expect(sortErrors(refusal({ code: "busy" }), values, {}).rest?.code).toBe("busy");
    expect(sortErrors(refusal({ fields: { other: { code: "unknown", message: "" } } }), values, {}).rest?.code).toBe("invalid");
    expect(sortErrors(new Error("boom"), values, {}).rest?.code).toBe("internal");
  });
});
