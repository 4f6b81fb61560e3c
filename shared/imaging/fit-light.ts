import type { PlateFit } from '../contracts/plate-fit.ts';
import type { LinearRaster } from './raster.ts';

/** Rec. 709 luminance of linear sRGB. */
const [shareR, shareG, shareB] = [0.2126, 0.7152, 0.0722];

export type Light = Pick<PlateFit, 'saturation' | 'gains'>;
type Linear = readonly [red: number, green: number, blue: number];

/** The luminance of linear light, in its own unit. */
export const luminanceOf = ([red, green, blue]: Linear): number => shareR * red + shareG * green + shareB * blue;

/** A colour of a background (linear, 0..1) as the fit shows it. */
export function fitColour(colour: Linear, { saturation, gains }: Light): Linear {
  const grey = luminanceOf(colour);
  const [red, green, blue] = colour;
  return [
    brighten(grey + saturation * (red - grey), gains[0]),
    brighten(grey + saturation * (green - grey), gains[1]),
    brighten(grey + saturation * (blue - grey), gains[2]),
  ];
}

/** Shows a background as the fit says, in place: a new picture would cost as much again. */
export function fitLight({ data }: LinearRaster, { saturation, gains }: Light): void {
  const [gainR, gainG, gainB] = gains;
  for (let at = 0; at < data.length; at += 3) {
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
    const grey = shareR * red + shareG * green + shareB * blue;
    data[at] = brighten(grey + saturation * (red - grey), gainR);
    data[at + 1] = brighten(grey + saturation * (green - grey), gainG);
    data[at + 2] = brighten(grey + saturation * (blue - grey), gainB);
  }
}

/** Times the gain; where that is above 1 it lets go towards white, which stays white, so that nothing is cut off. */
function brighten(light: number, gain: number): number {
  if (gain <= 1) return light * gain;
  return (light * gain) / (1 + (gain - 1) * light * light * light);
}
