/** @jest-environment jsdom */
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SvgNode } from '@clonewatch/charts';
import { svgElement, updateSvg } from '@clonewatch/ui';

const { tree } = fc.letrec<{ tree: SvgNode; child: SvgNode | string }>((tie) => ({
  child: fc.oneof({ maxDepth: 4 }, fc.constantFrom('a', 'b', '<script>'), tie('tree')),
  tree: fc.record({
    tag: fc.constantFrom('g', 'path', 'text'), attrs: fc.dictionary(fc.constantFrom('d', 'class', 'x'), fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('p', '"q"')), { noNullPrototype: true }), children: fc.array(tie('child'), { maxLength: 3 }),
  }),
}));

it('a drawing that was changed is the drawing drawn anew, whatever stood there', () => {
  fc.assert(fc.property(fc.array(tree, { minLength: 2, maxLength: 4 }), (drawings) => {
    const place = document.createElement('div');
    let element: Element = svgElement(drawings[0]!);
    place.append(element);
    for (const [i, after] of drawings.entries()) {
      if (i > 0) element = updateSvg(element, drawings[i - 1]!, after);
      expect(place.firstElementChild!.isEqualNode(svgElement(after))).toBe(true);
      expect(element).toBe(place.firstElementChild);
    }
  }), { numRuns: 300 });
});
